/** Live capture through libpcap, for systems without AF_PACKET's mapped ring. */
package io.rttd.capture.libpcap;
