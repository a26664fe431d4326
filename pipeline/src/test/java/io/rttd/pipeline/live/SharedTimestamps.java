package io.rttd.pipeline.live;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;

/**
 * Makes the kernel stamp each packet once, before any packet socket receives it, so that all
 * captures of it bear the same time. Otherwise each packet socket reads the clock when its turn
 * comes, some microseconds after the one before it.
 *
 * <p>The kernel does so, in all network namespaces, while any socket wants timestamps; here, one
 * that receives nothing. It begins a moment after this socket is opened. What a TCP stack sends is
 * exempt where it is received: it bears the time at which it was to depart, and none besides.
 */
final class SharedTimestamps implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TIMESTAMPNS = 35;

  static {
    Native.register(SharedTimestamps.class, "c");
  }

  private final int fd;

  SharedTimestamps() {
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, new IntByReference(1), Integer.BYTES);
  }

  @Override
  public void close() {
    close(fd);
  }

  private static native int socket(int family, int type, int protocol) throws LastErrorException;

  private static native int setsockopt(
      int fd, int level, int option, IntByReference value, int length) throws LastErrorException;

  private static native int close(int fd);
}
