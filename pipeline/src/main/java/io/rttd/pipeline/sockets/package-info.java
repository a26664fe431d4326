/**
 * What the kernel knows about the TCP sockets of this host, read through sock_diag(7): no privilege
 * needed. {@link io.rttd.pipeline.sockets.SocketDiagnostics} is the dump.
 */
package io.rttd.pipeline.sockets;
