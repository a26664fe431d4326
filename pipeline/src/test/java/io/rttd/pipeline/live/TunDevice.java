package io.rttd.pipeline.live;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.rttd.capture.natives.NativeStruct;

/** A TUN interface, whose packets have no link header; what is sent into it is not read. */
public final class TunDevice implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final long TUNSETIFF = 0x4004_54CAL;
  private static final int IFREQ_LENGTH = 40;
  private static final int IFREQ_NAME_ROOM = 16;
  private static final short IFF_TUN_NO_PI = 0x1001;

  static {
    Native.register(TunDevice.class, "c");
  }

  private final String name;
  private final int fd;

  /** Makes one in the calling thread's network namespace. */
  public TunDevice(String name) {
    this.name = name;
    fd = open("/dev/net/tun", O_RDWR);
    NativeStruct request = new NativeStruct(IFREQ_LENGTH).putText(0, name, IFREQ_NAME_ROOM);
    request.fields().putShort(IFREQ_NAME_ROOM, IFF_TUN_NO_PI);
    ioctl(fd, TUNSETIFF, request.address());
    request.fields().getByte(0); // Keeps the memory until the call is over.
  }

  public String name() {
    return name;
  }

  @Override
  public void close() {
    close(fd);
  }

  private static native int open(String path, int flags) throws LastErrorException;

  private static native int ioctl(int fd, long request, long argument) throws LastErrorException;

  private static native int close(int fd);
}
