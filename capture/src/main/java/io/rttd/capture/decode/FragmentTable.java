package io.rttd.capture.decode;

import io.rttd.engine.segment.Segment;

/**
 * Segments in the first fragments of tunnels' packets, until the packet is complete: a segment has
 * passed when its last byte has, so it is handed over with the fragment that completes the packet.
 *
 * <p>A capture filter that asks for ports lets first fragments pass alone. When a number of them
 * came and no other, first fragments are taken for complete, until one of the others comes.
 *
 * <p>A fixed number of places, found by a hash; a packet that needs a taken place displaces the
 * other one. One thread.
 */
final class FragmentTable {
  private static final int PLACES = 128;

  /** As many first fragments in a row that nothing follows, and nothing will. */
  private static final int ALONE = 16;

  private static final int UNKNOWN = -1;

  private final Packet[] packets = new Packet[PLACES];
  private int firstsAlone;

  /**
   * Takes the fragment that holds a segment's headers.
   *
   * @return whether the packet is complete, or nothing else of it is to be expected
   */
  boolean onFirst(FragmentHeader header, Segment segment, FrameCursor cursor) {
    Packet packet = packet(header.packet);
    packet.add(header);
    packet.hasBegun = true;
    if (packet.isComplete() || firstsAlone == ALONE) {
      return true;
    }
    firstsAlone++;
    packet.segment.copyFrom(segment);
    packet.hasSegment = true;
    packet.identification = cursor.identification;
    packet.hopLimit = cursor.hopLimit;
    return false;
  }

  /**
   * Takes a fragment that holds no headers of a segment.
   *
   * @param into gets the segment when this completes its packet
   * @return whether it does
   */
  boolean onOther(FragmentHeader header, Segment into, FrameCursor cursor) {
    if (header.offset == 0) {
      return false;
    }
    Packet packet = packet(header.packet);
    packet.add(header);
    if (packet.hasBegun) {
      firstsAlone = 0;
    }
    if (!packet.isComplete()) {
      return false;
    }
    boolean hasSegment = packet.hasSegment;
    if (hasSegment) {
      into.copyFrom(packet.segment);
      cursor.identification = packet.identification;
      cursor.hopLimit = packet.hopLimit;
    }
    if (packet.hasBegun) {
      packet.clear();
    }
    return hasSegment;
  }

  private Packet packet(long key) {
    int place = (int) (key >>> 32) & (PLACES - 1);
    if (packets[place] == null) {
      packets[place] = new Packet(); // once: most captures have no fragments
    }
    Packet packet = packets[place];
    if (packet.key != key) {
      packet.clear();
      packet.key = key;
    }
    return packet;
  }

  /** What came of a packet so far. */
  private static final class Packet {
    private final Segment segment = new Segment();
    private long key;
    private int received;
    private int length = UNKNOWN;
    private boolean hasBegun;
    private boolean hasSegment;
    private int identification;
    private int hopLimit;

    private void add(FragmentHeader header) {
      received += header.length;
      if (!header.more) {
        length = header.offset + header.length;
      }
    }

    private boolean isComplete() {
      return length != UNKNOWN && received >= length;
    }

    private void clear() {
      key = 0;
      received = 0;
      length = UNKNOWN;
      hasBegun = false;
      hasSegment = false;
    }
  }
}
