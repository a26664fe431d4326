package io.rttd.capture.decode;

import io.rttd.model.Segment;

/**
 * Holds the segments in first fragments of tunnel packets until the packet is complete: a segment
 * has passed once its last byte has, so it is handed over with the fragment that completes the
 * packet.
 *
 * <p>The others may never come: a capture filter with ports passes first fragments alone, other
 * fragments take another path (they have no ports to hash), or the kernel gives them to another
 * lane. After {@value #ALONE} first fragments of a path without any other, its first fragments
 * count as complete, until another one comes.
 *
 * <p>Fragments that were captured twice count once. An incomplete packet is dropped 30 s after its
 * first fragment, as by Linux (RFC 791 and RFC 8200 4.5 allow up to 60 s), so that its fragments
 * are not mistaken for those of a later packet with the same identification.
 *
 * <p>A fixed-size hash table without chaining: a new packet replaces the one in its place. One
 * thread.
 */
final class FragmentTable {
  /** Longest time for which a packet may be incomplete, in ns. */
  static final long LIFETIME_NS = 30_000_000_000L;

  /** Fragments that come later than this after a packet is complete belong to another one; ns. */
  private static final long COPY_NS = 2_000_000;

  /** After this many first fragments of a path in a row, no other fragments are expected. */
  static final int ALONE = 16;

  private static final int PLACES = 128;
  private static final int PATHS = 1024;

  private final Packet[] packets = new Packet[PLACES];

  /** Pairs of a path and its number of first fragments in a row. */
  private final long[] paths = new long[2 * PATHS];

  /**
   * Adds the fragment with a segment's headers.
   *
   * @return whether the packet is complete, or no other fragment is expected
   */
  boolean onFirst(FragmentHeader header, Segment segment, FrameCursor cursor) {
    Packet packet = packet(header.packet, cursor.timeNs);
    if (packet.isDone || packet.hasBegun) {
      return false;
    }
    packet.fragments.add(header);
    packet.hasBegun = true;
    int path = path(header.path);
    if (packet.fragments.areComplete()) {
      paths[path + 1] = 0;
      packet.isDone = true;
      packet.timeNs = cursor.timeNs;
      return true;
    }
    if (paths[path + 1] >= ALONE) {
      return true;
    }
    paths[path + 1]++;
    packet.segment.copyFrom(segment);
    packet.hasSegment = true;
    packet.identification = cursor.identification;
    packet.hopLimit = cursor.hopLimit;
    return false;
  }

  /**
   * Adds a fragment without a segment's headers.
   *
   * @param into receives the segment if this completes its packet
   * @return whether it does
   */
  boolean onOther(FragmentHeader header, Segment into, FrameCursor cursor) {
    if (header.offset == 0) {
      return false;
    }
    Packet packet = packet(header.packet, cursor.timeNs);
    if (packet.isDone) {
      return false;
    }
    packet.fragments.add(header);
    if (packet.hasBegun) {
      paths[path(header.path) + 1] = 0;
    }
    if (!packet.hasBegun || !packet.fragments.areComplete()) {
      return false;
    }
    packet.isDone = true;
    packet.timeNs = cursor.timeNs;
    if (packet.hasSegment) {
      into.copyFrom(packet.segment);
      cursor.identification = packet.identification;
      cursor.hopLimit = packet.hopLimit;
    }
    return packet.hasSegment;
  }

  private Packet packet(long key, long timeNs) {
    int place = (int) (key >>> 32) & (PLACES - 1);
    if (packets[place] == null) {
      packets[place] = new Packet(); // once: most captures have no fragments
    }
    Packet packet = packets[place];
    if (packet.key != key || packet.isOver(timeNs)) {
      packet.begin(key, timeNs);
    }
    return packet;
  }

  /** Index of a path, which replaces the one in its slot. */
  private int path(long key) {
    int index = 2 * ((int) (key >>> 32) & (PATHS - 1));
    if (paths[index] != key) {
      paths[index] = key;
      paths[index + 1] = 0;
    }
    return index;
  }

  /** The parts of a packet that have arrived so far. */
  private static final class Packet {
    private final Segment segment = new Segment();
    private final FragmentMap fragments = new FragmentMap();
    private long key;

    /** Arrival time of its first fragment, or of the one that completed it. */
    private long timeNs;

    private boolean hasBegun;
    private boolean hasSegment;
    private boolean isDone;
    private int identification;
    private int hopLimit;

    /** Whether a fragment at this time belongs to another packet. */
    private boolean isOver(long nowNs) {
      if (nowNs == Segment.NO_TIME || timeNs == Segment.NO_TIME) {
        return isDone;
      }
      return Math.abs(nowNs - timeNs) > (isDone ? COPY_NS : LIFETIME_NS);
    }

    private void begin(long ofKey, long nowNs) {
      key = ofKey;
      timeNs = nowNs;
      fragments.clear();
      hasBegun = false;
      hasSegment = false;
      isDone = false;
    }
  }
}
