package io.rttd.capture.natives;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends datagrams to a UNIX socket (unix(7)), which Java 17 cannot. Each goes to the socket that
 * currently has the path, so a restarted receiver gets the next one. The channel's own socket is
 * created for the first datagram and kept, so later ones need no new file descriptor. Linux only.
 * Thread-safe.
 */
public final class UnixDatagramChannel implements WritableByteChannel {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDTIMEO = 21;
  private static final int EAGAIN = 11;

  // struct sockaddr_un
  private static final int PATH_OFFSET = 2;
  private static final int LONGEST_PATH = 107;

  private final String path;
  private final Duration patience;
  private final NativeStruct address = new NativeStruct(PATH_OFFSET + LONGEST_PATH + 1);
  private final int addressLength;
  private NativeStruct datagram = new NativeStruct(1024);
  private int fd = -1;
  private boolean closed;

  /** The C library's function, loaded when the first datagram is sent. */
  private static final class Calls {
    static {
      Native.register(Calls.class, "c");
    }

    private Calls() {}

    private static native long sendto(
        int fd, long data, long length, int flags, long address, int addressLength)
        throws LastErrorException;
  }

  private UnixDatagramChannel(String path, Duration patience, byte[] name, boolean isAbstract) {
    this.path = path;
    this.patience = patience;
    address.fields().putShort(0, AF_UNIX);
    address.fields().putBytes(PATH_OFFSET, name);
    // An abstract name ends where the address does; a path ends with a zero.
    addressLength = PATH_OFFSET + name.length + (isAbstract ? 0 : 1);
  }

  /**
   * Creates a channel to a path; the first datagram shows whether a process listens there.
   *
   * @param path path of the socket; one that starts with {@code @} is in the abstract namespace
   * @param patience how long a datagram waits for space at the receiver; zero: it does not wait
   * @throws IllegalArgumentException if no socket can have that path
   */
  public static UnixDatagramChannel open(String path, Duration patience) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length == 0 || name.length > LONGEST_PATH) {
      throw new IllegalArgumentException(
          path + ": a socket's path has 1 to " + LONGEST_PATH + " bytes");
    }
    boolean isAbstract = name[0] == '@';
    if (isAbstract) {
      name[0] = 0;
    }
    return new UnixDatagramChannel(path, patience, name, isAbstract);
  }

  /** Sends the remaining bytes of the buffer as one datagram. */
  @Override
  public synchronized int write(ByteBuffer data) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    int bytes = data.remaining();
    if (datagram.size() < bytes) {
      datagram = new NativeStruct(bytes);
    }
    datagram.fields().putBytes(0, data, data.position(), bytes);
    try {
      if (fd < 0) {
        fd = openSocket();
      }
      Calls.sendto(
          fd,
          datagram.address(),
          bytes,
          MSG_NOSIGNAL | (patience.isZero() ? MSG_DONTWAIT : 0),
          address.address(),
          addressLength);
    } catch (LastErrorException e) {
      String reason = e.getErrorCode() == EAGAIN ? "the socket is full" : e.getMessage();
      throw new IOException(path + ": " + reason, e);
    } catch (LinkageError e) {
      throw new IOException(path + ": the C library cannot be called: " + e.getMessage(), e);
    }
    data.position(data.limit());
    return bytes;
  }

  private int openSocket() {
    int opened = Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (patience.isZero()) {
      return opened;
    }
    // struct timeval of a 64-bit machine
    NativeStruct time = new NativeStruct(2 * Long.BYTES);
    UnsafeBuffer fields = time.fields();
    fields.putLong(0, patience.toSeconds());
    fields.putLong(Long.BYTES, TimeUnit.NANOSECONDS.toMicros(patience.toNanosPart()));
    boolean prepared = false;
    try {
      Libc.setsockopt(opened, SOL_SOCKET, SO_SNDTIMEO, time.address(), time.size());
      prepared = true;
      return opened;
    } finally {
      java.lang.ref.Reference.reachabilityFence(time);
      if (!prepared) {
        Libc.close(opened);
      }
    }
  }

  @Override
  public synchronized boolean isOpen() {
    return !closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (fd >= 0) {
      Libc.close(fd);
      fd = -1;
    }
  }
}
