package io.rttd.testbed.live;

import com.sun.jna.Native;

/** The system calls of the blaster, mapped directly: calling one allocates nothing. */
final class PacketCalls {
  static final int AF_PACKET = 17;
  static final int SOCK_RAW = 3;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUFFORCE = 32;
  static final int SOL_PACKET = 263;
  static final int PACKET_QDISC_BYPASS = 20;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOBUFS = 105;

  static {
    Native.register(PacketCalls.class, "c");
  }

  private PacketCalls() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int length);

  static native int setsockopt(int fd, int level, int name, long value, int length);

  static native int if_nametoindex(String name);

  static native int sendmmsg(int fd, long messages, int count, int flags);

  static native int close(int fd);
}
