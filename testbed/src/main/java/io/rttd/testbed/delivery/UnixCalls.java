package io.rttd.testbed.delivery;

import com.sun.jna.Native;

/** Datagrams through a UNIX socket, which Java 17 cannot receive. */
final class UnixCalls {
  static final int AF_UNIX = 1;
  static final int SOCK_DGRAM = 2;

  static {
    Native.register(UnixCalls.class, "c");
  }

  private UnixCalls() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, byte[] address, int length);

  static native long recv(int fd, byte[] buffer, long length, int flags);
}
