package io.rttd.capture.natives;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/**
 * The system calls of a capture, with the C library's names. Pointers are addresses. A function
 * that declares {@link LastErrorException} throws it with {@code errno} when it fails.
 *
 * <p>Loading this class loads the C library; any thread may call, and network namespaces are those
 * of the calling thread.
 */
public final class Libc {
  public static final int EPERM = 1;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int ENODEV = 19;
  public static final int EMFILE = 24;

  public static final short POLLIN = 0x001;
  public static final short POLLERR = 0x008;
  public static final short POLLHUP = 0x010;
  public static final short POLLNVAL = 0x020;

  static {
    Native.register(Libc.class, "c");
  }

  private Libc() {}

  /** socket(2): a new file descriptor. */
  public static native int socket(int domain, int type, int protocol) throws LastErrorException;

  /** bind(2). */
  public static native int bind(int fd, long address, int addressLength) throws LastErrorException;

  /** setsockopt(2). */
  public static native int setsockopt(int fd, int level, int name, long value, int valueLength)
      throws LastErrorException;

  /** getsockopt(2); {@code valueLength} points to an int, in and out. */
  public static native int getsockopt(int fd, int level, int name, long value, long valueLength)
      throws LastErrorException;

  /** ioctl(2) with a pointer. */
  public static native int ioctl(int fd, long request, long argument) throws LastErrorException;

  /** mmap(2): the mapping's address. */
  public static native long mmap(
      long address, long length, int protection, int flags, int fd, long offset)
      throws LastErrorException;

  /** munmap(2). */
  public static native int munmap(long address, long length);

  /** poll(2): number of ready descriptors, 0 on timeout, -1 after a signal. */
  public static native int poll(long pollFds, long count, int timeoutMs);

  /** send(2): bytes sent. */
  public static native long send(int fd, long data, long length, int flags)
      throws LastErrorException;

  /** recv(2): bytes received. */
  public static native long recv(int fd, long buffer, long length, int flags)
      throws LastErrorException;

  /** close(2). */
  public static native int close(int fd);

  /** if_nametoindex(3): {@link #ENODEV} if there is no such interface. */
  public static native int if_nametoindex(String name) throws LastErrorException;
}
