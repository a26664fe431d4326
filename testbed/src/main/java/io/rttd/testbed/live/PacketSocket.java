package io.rttd.testbed.live;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** A packet socket for sending that bypasses the queueing discipline. */
final class PacketSocket {
  private static final int SEND_BUFFER_BYTES = 8 << 20;
  private static final int ADDRESS_BYTES = 20;

  private PacketSocket() {}

  /**
   * Opens one on an interface.
   *
   * @return its file descriptor
   * @throws IllegalStateException if it cannot be opened
   */
  static int open(String interfaceName) {
    int index = PacketCalls.if_nametoindex(interfaceName);
    if (index == 0) {
      throw new IllegalStateException("no interface " + interfaceName);
    }
    int socket = PacketCalls.socket(PacketCalls.AF_PACKET, PacketCalls.SOCK_RAW, 0);
    if (socket < 0) {
      throw new IllegalStateException("no packet socket, errno " + Native.getLastError());
    }
    try (Memory scratch = new Memory(ADDRESS_BYTES)) {
      UnsafeBuffer bytes = new UnsafeBuffer(Pointer.nativeValue(scratch), ADDRESS_BYTES);
      long address = Pointer.nativeValue(scratch);
      bytes.putInt(0, 1);
      PacketCalls.setsockopt(
          socket, PacketCalls.SOL_PACKET, PacketCalls.PACKET_QDISC_BYPASS, address, 4);
      bytes.putInt(0, SEND_BUFFER_BYTES);
      PacketCalls.setsockopt(
          socket, PacketCalls.SOL_SOCKET, PacketCalls.SO_SNDBUFFORCE, address, 4);
      bytes.setMemory(0, ADDRESS_BYTES, (byte) 0);
      bytes.putShort(0, (short) PacketCalls.AF_PACKET, ByteOrder.nativeOrder());
      bytes.putInt(4, index);
      if (PacketCalls.bind(socket, address, ADDRESS_BYTES) != 0) {
        int errno = Native.getLastError();
        PacketCalls.close(socket);
        throw new IllegalStateException("cannot bind to " + interfaceName + ", errno " + errno);
      }
    }
    return socket;
  }

  /**
   * Checks the error of a call that sent nothing.
   *
   * @throws IllegalStateException unless the call may be retried
   */
  static void check(int errno) {
    if (errno != PacketCalls.EINTR && errno != PacketCalls.EAGAIN && errno != PacketCalls.ENOBUFS) {
      throw new IllegalStateException("sendmmsg failed, errno " + errno);
    }
  }
}
