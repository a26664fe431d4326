package io.rttd.capture.natives;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends single datagrams to a UNIX socket (unix(7)), which Java 17 cannot. Each has a socket of its
 * own, so there is nothing to keep open. Linux only. Any thread.
 */
public final class UnixDatagrams {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  // struct sockaddr_un
  private static final int PATH_OFFSET = 2;
  private static final int LONGEST_PATH = 107;

  private UnixDatagrams() {}

  /** The C library's functions, loaded when the first datagram is sent. */
  private static final class Calls {
    static {
      Native.register(Calls.class, "c");
    }

    private Calls() {}

    private static native long sendto(
        int fd, long data, long length, int flags, long address, int addressLength)
        throws LastErrorException;
  }

  /**
   * Sends a datagram, without waiting for room at the receiver.
   *
   * @param path of the socket; one that starts with {@code @} is in the abstract namespace
   * @throws IOException when nobody listens there, the path is too long, or the system has no such
   *     sockets
   */
  public static void send(String path, String text) throws IOException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length == 0 || name.length > LONGEST_PATH) {
      throw new IOException(path + ": a socket's path has 1 to " + LONGEST_PATH + " bytes");
    }
    boolean isAbstract = name[0] == '@';
    if (isAbstract) {
      name[0] = 0;
    }
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    NativeStruct address = new NativeStruct(PATH_OFFSET + LONGEST_PATH + 1);
    NativeStruct datagram = new NativeStruct(Math.max(1, data.length));
    UnsafeBuffer fields = address.fields();
    fields.putShort(0, AF_UNIX);
    fields.putBytes(PATH_OFFSET, name);
    datagram.fields().putBytes(0, data);
    // The name in the abstract namespace is as long as the address says; a path ends with a zero.
    int addressLength = PATH_OFFSET + name.length + (isAbstract ? 0 : 1);
    try {
      int fd = Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      try {
        Calls.sendto(
            fd,
            datagram.address(),
            data.length,
            MSG_DONTWAIT | MSG_NOSIGNAL,
            address.address(),
            addressLength);
      } finally {
        Libc.close(fd);
      }
    } catch (LastErrorException | LinkageError e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    } finally {
      java.lang.ref.Reference.reachabilityFence(address);
      java.lang.ref.Reference.reachabilityFence(datagram);
    }
  }
}
