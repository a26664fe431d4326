package io.rttd.pipeline.sockets;

import io.rttd.capture.natives.Netlink;
import io.rttd.model.Address;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Flyweight over one socket of a dump ({@code struct inet_diag_msg} and its attributes). */
public final class SocketMessage {
  /** Attribute {@code INET_DIAG_INFO}: {@code struct tcp_info}. */
  public static final int TCP_INFO = 2;

  /** Attribute {@code INET_DIAG_CGROUP_ID}: the control group that created the socket. */
  public static final int CGROUP_ID = 21;

  /** Result of {@link #longAttribute} if there is none. */
  public static final long ABSENT = -1;

  static final int FIXED_LENGTH = 72;

  private static final int AF_INET = 2;
  private static final long IPV4_MAPPED = 0xFFFF_0000_0000L;
  private static final int STATE_OFFSET = 1;
  private static final int LOCAL_PORT_OFFSET = 4;
  private static final int REMOTE_PORT_OFFSET = 6;
  private static final int LOCAL_ADDRESS_OFFSET = 8;
  private static final int REMOTE_ADDRESS_OFFSET = 24;
  private static final int UID_OFFSET = 64;
  private static final int INODE_OFFSET = 68;

  private UnsafeBuffer buffer = new UnsafeBuffer();
  private int offset;
  private int length;

  /** Called for one attribute. */
  @FunctionalInterface
  public interface AttributeHandler {
    /**
     * One attribute; the buffer is valid only during the call.
     *
     * @param type such as {@link #TCP_INFO}
     */
    void onAttribute(int type, DirectBuffer buffer, int offset, int length);
  }

  SocketMessage() {}

  SocketMessage wrap(UnsafeBuffer from, int at, int size) {
    buffer = from;
    offset = at;
    length = size;
    return this;
  }

  /** Number of the state: 1 for established, 10 for listening. */
  public int state() {
    return buffer.getByte(offset + STATE_OFFSET) & 0xFF;
  }

  /** This host's port. */
  public int localPort() {
    return port(LOCAL_PORT_OFFSET);
  }

  /** The peer's port; 0 if the socket listens. */
  public int remotePort() {
    return port(REMOTE_PORT_OFFSET);
  }

  /** This host's address; unspecified if the socket listens on all. */
  public Address localAddress() {
    return address(LOCAL_ADDRESS_OFFSET);
  }

  /** The peer's address; unspecified if the socket listens. */
  public Address remoteAddress() {
    return address(REMOTE_ADDRESS_OFFSET);
  }

  /** User that owns the socket. */
  public long uid() {
    return buffer.getInt(offset + UID_OFFSET) & 0xFFFF_FFFFL;
  }

  /** Inode of the socket, as in {@code /proc/PID/fd}; 0 if no process holds it. */
  public long inode() {
    return buffer.getInt(offset + INODE_OFFSET) & 0xFFFF_FFFFL;
  }

  /** Passes every attribute to a handler. */
  public void attributes(AttributeHandler handler) {
    Netlink.attributes(buffer, offset + FIXED_LENGTH, length - FIXED_LENGTH, handler::onAttribute);
  }

  /** The value of a 64-bit attribute, or {@link #ABSENT}. */
  public long longAttribute(int type) {
    long[] found = {ABSENT};
    attributes(
        (each, from, at, size) -> {
          if (each == type && size >= Long.BYTES) {
            found[0] = from.getLong(at);
          }
        });
    return found[0];
  }

  private int port(int at) {
    return buffer.getShort(offset + at, ByteOrder.BIG_ENDIAN) & 0xFFFF;
  }

  private Address address(int at) {
    if (buffer.getByte(offset) == AF_INET) {
      long ipv4 = buffer.getInt(offset + at, ByteOrder.BIG_ENDIAN) & 0xFFFF_FFFFL;
      return new Address(0, IPV4_MAPPED | ipv4);
    }
    return new Address(
        buffer.getLong(offset + at, ByteOrder.BIG_ENDIAN),
        buffer.getLong(offset + at + Long.BYTES, ByteOrder.BIG_ENDIAN));
  }
}
