/** Cost of a packet in a live capture: a blaster on a veth pair, and the observers to compare. */
package io.rttd.testbed.live;
