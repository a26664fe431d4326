/** Live capture from a ring that the Linux kernel fills: AF_PACKET, TPACKET_V3 (packet(7)). */
package io.rttd.capture.afpacket;
