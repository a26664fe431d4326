package io.rttd.reporting.dogstatsd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.rttd.capture.natives.Libc;
import io.rttd.capture.natives.NativeStruct;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.file.Path;

/** A datagram socket of the file system that receives, which Java cannot. */
final class UnixDatagramReceiver implements Channel {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MOST_BYTES = 65_536;
  private static final int TURN_MS = 20;

  private final int fd;
  private final NativeStruct data = new NativeStruct(MOST_BYTES);
  private boolean closed;

  private static final class Calls {
    static {
      Native.register(Calls.class, "c");
    }

    private Calls() {}

    private static native long recv(int fd, long data, long length, int flags)
        throws LastErrorException;
  }

  private UnixDatagramReceiver(int fd) {
    this.fd = fd;
  }

  static UnixDatagramReceiver bind(Path path) throws IOException {
    NativeStruct address = new NativeStruct(110).putText(2, path.toString(), 108);
    address.fields().putShort(0, AF_UNIX);
    try {
      int fd = Libc.socket(AF_UNIX, SOCK_DGRAM, 0);
      Libc.bind(fd, address.address(), address.size());
      return new UnixDatagramReceiver(fd);
    } catch (LastErrorException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    } finally {
      java.lang.ref.Reference.reachabilityFence(address);
    }
  }

  /** Reads a datagram if one comes soon; whether one came. */
  synchronized boolean receive(ByteBuffer into) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    NativeStruct poll = new NativeStruct(8);
    poll.fields().putInt(0, fd);
    poll.fields().putShort(4, Libc.POLLIN);
    try {
      if (Libc.poll(poll.address(), 1, TURN_MS) <= 0) {
        return false;
      }
    } finally {
      java.lang.ref.Reference.reachabilityFence(poll);
    }
    long bytes = Calls.recv(fd, data.address(), MOST_BYTES, MSG_DONTWAIT);
    data.fields().getBytes(0, into, (int) bytes);
    return true;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
