package io.rttd.testbed.relay;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/**
 * A TAP device: an Ethernet interface whose other end is a file descriptor. It is created in the
 * caller's network namespace, may be moved to another, and disappears when closed.
 *
 * <p>With super-segments allowed, each frame that is read or written is preceded by a virtio_net
 * header of {@link #VNET_HEADER_LENGTH} bytes, which tells the kernel what segmentation and
 * checksums are still due.
 */
public final class TapDevice implements AutoCloseable {
  /** Length of the header before each frame of a device that allows super-segments. */
  public static final int VNET_HEADER_LENGTH = 10;

  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final short IFF_TAP_NO_PI = 0x1002;
  private static final short IFF_TAP_NO_PI_VNET_HDR = 0x5002;
  private static final long CHECKSUM_TSO4_TSO6 = 7;
  private static final int IFREQ_LENGTH = 40;
  private static final int IFREQ_FLAGS_OFFSET = 16;
  private static final int NAME_LIMIT = 15;

  private final String name;
  private final int fd;
  private final boolean superSegments;
  private boolean closed;

  private TapDevice(String name, int fd, boolean superSegments) {
    this.name = name;
    this.fd = fd;
    this.superSegments = superSegments;
  }

  /**
   * Creates a device.
   *
   * @param name 1 to 15 ASCII characters, not in use
   * @param superSegments whether the kernel may hand over TCP segments of up to 64 KB unsegmented
   * @throws RelayException if the kernel refuses, usually for lack of CAP_NET_ADMIN
   */
  public static TapDevice open(String name, boolean superSegments) {
    if (name.isEmpty() || name.length() > NAME_LIMIT) {
      throw new IllegalArgumentException("an interface name has 1 to 15 characters: " + name);
    }
    int fd = LinuxCalls.open("/dev/net/tun", LinuxCalls.O_RDWR | LinuxCalls.O_NONBLOCK);
    if (fd < 0) {
      throw new RelayException("cannot open /dev/net/tun", Native.getLastError());
    }
    try (Memory request = new Memory(IFREQ_LENGTH)) {
      request.clear();
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      request.write(0, bytes, 0, bytes.length);
      request.setShort(IFREQ_FLAGS_OFFSET, superSegments ? IFF_TAP_NO_PI_VNET_HDR : IFF_TAP_NO_PI);
      boolean made =
          LinuxCalls.ioctl(fd, TUNSETIFF, Pointer.nativeValue(request)) == 0
              && (!superSegments || LinuxCalls.ioctl(fd, TUNSETOFFLOAD, CHECKSUM_TSO4_TSO6) == 0);
      if (!made) {
        int errno = Native.getLastError();
        LinuxCalls.close(fd);
        throw new RelayException("cannot create the TAP device " + name, errno);
      }
    }
    return new TapDevice(name, fd, superSegments);
  }

  /** The interface's name. */
  public String name() {
    return name;
  }

  /** Bytes before each frame: 0, or {@link #VNET_HEADER_LENGTH}. */
  public int headerLength() {
    return superSegments ? VNET_HEADER_LENGTH : 0;
  }

  /** The largest frame that can be read, with its header, rounded up. */
  public int slotLength() {
    return superSegments ? 66 * 1024 : 2048;
  }

  int fd() {
    return fd;
  }

  /** Closes the device; the interface disappears from its namespace. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      LinuxCalls.close(fd);
    }
  }
}
