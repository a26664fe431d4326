package io.rttd.capture.afpacket;

import static io.rttd.capture.afpacket.TPacket.*;

import io.rttd.capture.FrameHandler;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the blocks of a mapped TPACKET_V3 ring. The kernel fills a block and sets its status; the
 * reader returns it by clearing the status, after which the kernel may overwrite it, so reading the
 * status acquires and clearing it releases. Frames are passed on in place. Single-threaded.
 *
 * <p>Frames of a raw socket begin with an Ethernet header; those of a cooked one with a network
 * header, IP, MPLS or PPPoE by the kernel's ethertype: other frames are not passed on.
 */
final class PacketRing {
  static final int LINKTYPE_ETHERNET = 1;
  static final int LINKTYPE_RAW = 101;
  static final int LINKTYPE_PPP_ETHER = 51;
  static final int LINKTYPE_MPLS = 219;
  private static final int NOT_HANDED_ON = -1;

  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final long address;
  private final int blockSize;
  private final int blockCount;
  private final boolean cooked;
  private final boolean skipLoopbackOutgoing;

  /** Null if all frames have the kernel's time. */
  private final FrameTime time;

  private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
  private int next;

  /**
   * Creates a reader at the ring's first block.
   *
   * @param address address of the first block
   * @param skipLoopbackOutgoing whether loopback's packets arrive twice and the sent ones are
   *     skipped
   * @param time separates the interface's times from the kernel's; null: all are the kernel's
   */
  PacketRing(
      long address,
      int blockSize,
      int blockCount,
      boolean cooked,
      boolean skipLoopbackOutgoing,
      FrameTime time) {
    this.address = address;
    this.blockSize = blockSize;
    this.blockCount = blockCount;
    this.cooked = cooked;
    this.skipLoopbackOutgoing = skipLoopbackOutgoing;
    this.time = time;
  }

  /** Passes on the frames of full blocks, up to and including the block that reaches the limit. */
  int drain(FrameHandler handler, int limit) {
    int frames = 0;
    while (frames < limit) {
      block.wrap(address + (long) next * blockSize, blockSize);
      if ((block.getIntAcquire(BLOCK_STATUS_OFFSET) & STATUS_USER) == 0) {
        break;
      }
      next = next + 1 == blockCount ? 0 : next + 1;
      try {
        frames += walk(handler);
      } finally {
        block.putIntRelease(BLOCK_STATUS_OFFSET, STATUS_KERNEL);
      }
    }
    return frames;
  }

  private int walk(FrameHandler handler) {
    int packets = block.getInt(BLOCK_PACKETS_OFFSET);
    int at = block.getInt(BLOCK_FIRST_OFFSET);
    int frames = 0;
    for (int i = 0; i < packets; i++) {
      if (isWanted(at)) {
        hand(handler, at);
        frames++;
      }
      at += block.getInt(at + FRAME_NEXT_OFFSET);
    }
    return frames;
  }

  private boolean isWanted(int at) {
    return (!cooked || cookedLinkType(at + FRAME_SOCKADDR_OFFSET) != NOT_HANDED_ON)
        && (!skipLoopbackOutgoing || !isLoopbackOutgoing(at + FRAME_SOCKADDR_OFFSET));
  }

  private void hand(FrameHandler handler, int at) {
    int dataOffset = cooked ? FRAME_NET_OFFSET : FRAME_MAC_OFFSET;
    handler.onFrame(
        timeOf(at),
        cooked ? cookedLinkType(at + FRAME_SOCKADDR_OFFSET) : LINKTYPE_ETHERNET,
        block.getInt(at + FRAME_SOCKADDR_OFFSET + SOCKADDR_IFINDEX_OFFSET),
        block,
        at + (block.getShort(at + dataOffset) & 0xFFFF),
        block.getInt(at + FRAME_SNAPLEN_OFFSET),
        block.getInt(at + FRAME_LEN_OFFSET));
  }

  private long timeOf(int at) {
    long seconds = block.getInt(at + FRAME_SEC_OFFSET) & 0xFFFF_FFFFL;
    long stampNs = seconds * NS_PER_SECOND + block.getInt(at + FRAME_NSEC_OFFSET);
    if (time == null) {
      return stampNs;
    }
    boolean ofHardware = (block.getInt(at + FRAME_STATUS_OFFSET) & STATUS_TIME_OF_HARDWARE) != 0;
    return time.of(stampNs, ofHardware);
  }

  private int cookedLinkType(int sockaddr) {
    int ethertype =
        block.getShort(sockaddr + SOCKADDR_PROTOCOL_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    return switch (ethertype) {
      case ETH_P_IPV4, ETH_P_IPV6 -> LINKTYPE_RAW;
      case ETH_P_MPLS_UNICAST, ETH_P_MPLS_MULTICAST -> LINKTYPE_MPLS;
      case ETH_P_PPPOE_SESSION -> LINKTYPE_PPP_ETHER;
      default -> NOT_HANDED_ON;
    };
  }

  private boolean isLoopbackOutgoing(int sockaddr) {
    return block.getByte(sockaddr + SOCKADDR_PKTTYPE_OFFSET) == PACKET_OUTGOING
        && (block.getShort(sockaddr + SOCKADDR_HATYPE_OFFSET) & 0xFFFF) == ARPHRD_LOOPBACK;
  }
}
