/** What the relay did to each frame, and how far RTT samples are from it. */
package io.rttd.testbed.truth;
