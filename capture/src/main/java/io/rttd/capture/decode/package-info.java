/** From a frame's bytes to a TCP segment: link layers, tunnels, IP, TCP and its options. */
package io.rttd.capture.decode;
