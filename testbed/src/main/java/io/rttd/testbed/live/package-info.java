/** What a packet costs live: a blaster on a veth pair, and observers beside one another. */
package io.rttd.testbed.live;
