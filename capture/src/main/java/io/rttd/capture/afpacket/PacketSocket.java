package io.rttd.capture.afpacket;

import static io.rttd.capture.afpacket.TPacket.*;

import com.sun.jna.LastErrorException;
import io.rttd.capture.CaptureException;
import io.rttd.capture.filter.BpfProgram;
import io.rttd.capture.filter.SocketFilter;
import io.rttd.capture.natives.Libc;
import io.rttd.capture.natives.NativeStruct;
import java.lang.ref.Reference;
import java.nio.ByteOrder;

/**
 * A packet socket: the system calls of packet(7), each one method. Opened with protocol 0, it
 * receives nothing until it is bound, so no packet can pass before the filter is set. A failing
 * call throws {@link LastErrorException}. One thread, except for {@link #attach} and {@link
 * #readLosses()}.
 */
final class PacketSocket implements AutoCloseable {
  private final int fd;
  private final NativeStruct pollFd = new NativeStruct(POLLFD_LENGTH);
  private long mapped;
  private long mappedLength;

  PacketSocket(boolean cooked) {
    fd = Libc.socket(AF_PACKET, (cooked ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC, 0);
    pollFd.fields().putInt(POLLFD_FD_OFFSET, fd);
    pollFd.fields().putShort(POLLFD_EVENTS_OFFSET, Libc.POLLIN);
  }

  /** The ARPHRD_ number of an interface's hardware, in the caller's network namespace. */
  static int hardwareType(String interfaceName) {
    NativeStruct request =
        new NativeStruct(IFREQ_LENGTH).putText(0, interfaceName, IFREQ_NAME_ROOM);
    int any = Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    try {
      Libc.ioctl(any, SIOCGIFHWADDR, request.address());
      return request.fields().getShort(IFREQ_HATYPE_OFFSET) & 0xFFFF;
    } finally {
      Libc.close(any);
    }
  }

  /** Sets the filter. */
  void attach(BpfProgram program) {
    SocketFilter.attach(fd, program);
  }

  /** Replaces the filter. Any thread. */
  void replace(BpfProgram program) throws CaptureException {
    SocketFilter.replace(fd, program);
  }

  void setPacketOption(int option, int value) {
    NativeStruct number = new NativeStruct(Integer.BYTES);
    number.fields().putInt(0, value);
    set(SOL_PACKET, option, number);
  }

  int getPacketOption(int option) {
    return get(SOL_PACKET, option, Integer.BYTES).fields().getInt(0);
  }

  /** Sets the program by which the socket's group distributes packets. */
  void setFanoutProgram(BpfProgram program) {
    NativeStruct instructions = program.toNative();
    NativeStruct fprog = new NativeStruct(FPROG_LENGTH);
    fprog.fields().putShort(FPROG_COUNT_OFFSET, (short) program.length());
    fprog.fields().putLong(FPROG_INSTRUCTIONS_OFFSET, instructions.address());
    try {
      set(SOL_PACKET, PACKET_FANOUT_DATA, fprog);
    } finally {
      Reference.reachabilityFence(instructions);
    }
  }

  /** The file descriptor. */
  int fd() {
    return fd;
  }

  /** Requests the ring and maps it. */
  long mapRing(int blockSize, int blockCount, int retireMs) {
    NativeStruct request = new NativeStruct(REQ_LENGTH);
    int frameSize = 2048; // TPACKET_V3 packs frames of any length: this only has to divide a block.
    request.fields().putInt(REQ_BLOCK_SIZE_OFFSET, blockSize);
    request.fields().putInt(REQ_BLOCK_COUNT_OFFSET, blockCount);
    request.fields().putInt(REQ_FRAME_SIZE_OFFSET, frameSize);
    request.fields().putInt(REQ_FRAME_COUNT_OFFSET, blockSize / frameSize * blockCount);
    request.fields().putInt(REQ_RETIRE_MS_OFFSET, retireMs);
    setPacketOption(PACKET_VERSION, TPACKET_V3);
    set(SOL_PACKET, PACKET_RX_RING, request);
    long length = (long) blockSize * blockCount;
    mapped = Libc.mmap(0, length, PROT_READ_WRITE, MAP_SHARED, fd, 0);
    mappedLength = length;
    return mapped;
  }

  /** Starts receiving from an interface, or with index 0 from all of them. */
  void bind(int interfaceIndex) {
    NativeStruct address = new NativeStruct(SOCKADDR_LENGTH);
    address.fields().putShort(SOCKADDR_FAMILY_OFFSET, (short) AF_PACKET);
    address.fields().putShort(SOCKADDR_PROTOCOL_OFFSET, (short) ETH_P_ALL, ByteOrder.BIG_ENDIAN);
    address.fields().putInt(SOCKADDR_IFINDEX_OFFSET, interfaceIndex);
    try {
      Libc.bind(fd, address.address(), SOCKADDR_LENGTH);
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  /** Puts an interface into promiscuous mode while this socket is open and the interface exists. */
  void joinPromiscuous(int interfaceIndex) {
    NativeStruct membership = new NativeStruct(MREQ_LENGTH);
    membership.fields().putInt(MREQ_IFINDEX_OFFSET, interfaceIndex);
    membership.fields().putShort(MREQ_TYPE_OFFSET, (short) PACKET_MR_PROMISC);
    set(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership);
  }

  /**
   * Waits for a full block.
   *
   * @return false if the socket has an error, which {@link #takeError()} returns and clears
   */
  boolean await(int timeoutMs) {
    pollFd.fields().putShort(POLLFD_REVENTS_OFFSET, (short) 0);
    Libc.poll(pollFd.address(), 1, timeoutMs);
    int ready = pollFd.fields().getShort(POLLFD_REVENTS_OFFSET);
    return (ready & (Libc.POLLERR | Libc.POLLHUP | Libc.POLLNVAL)) == 0;
  }

  int takeError() {
    return get(SOL_SOCKET, SO_ERROR, Integer.BYTES).fields().getInt(0);
  }

  /** The losses since the last call: the kernel resets its counts. */
  Losses readLosses() {
    NativeStruct statistics = get(SOL_PACKET, PACKET_STATISTICS, STATS_LENGTH);
    return new Losses(
        statistics.fields().getInt(STATS_DROPS_OFFSET) & 0xFFFF_FFFFL,
        statistics.fields().getInt(STATS_FREEZES_OFFSET) & 0xFFFF_FFFFL);
  }

  /**
   * The losses of a ring.
   *
   * @param drops packets for which there was no space
   * @param freezes times that the kernel stopped because every block was waiting to be read
   */
  record Losses(long drops, long freezes) {}

  @Override
  public void close() {
    if (mapped != 0) {
      Libc.munmap(mapped, mappedLength);
    }
    Libc.close(fd);
  }

  private void set(int level, int option, NativeStruct value) {
    try {
      Libc.setsockopt(fd, level, option, value.address(), value.size());
    } finally {
      Reference.reachabilityFence(value);
    }
  }

  private NativeStruct get(int level, int option, int length) {
    NativeStruct value = new NativeStruct(length + Integer.BYTES);
    value.fields().putInt(length, length);
    Libc.getsockopt(fd, level, option, value.address(), value.address() + length);
    return value;
  }
}
