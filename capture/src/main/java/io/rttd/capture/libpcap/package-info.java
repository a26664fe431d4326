/** Live capture through libpcap, where the mapped ring of Linux is not to be had. */
package io.rttd.capture.libpcap;
