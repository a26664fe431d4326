/** The few functions of libc and libpcap that a capture calls, mapped directly with JNA. */
package io.rttd.capture.natives;
