package io.rttd.pipeline;

import io.rttd.model.Segment;

/**
 * Recognizes the pieces of super-segments: what one interface takes whole (segmentation offload)
 * may have to be cut before the next, so that a capture of both holds the same bytes twice in
 * frames of different lengths.
 *
 * <p>A piece lies within a super-segment that was captured within 2 ms on another interface, and
 * has its ACK number and timestamps. A retransmission has a later timestamp, or passes the first
 * interface once more, where it is no piece.
 *
 * <p>The four latest super-segments of a direction are kept; directions share 256 places by their
 * hash. What is overwritten makes a piece that is not recognized. Allocates nothing. One thread.
 */
final class SuperSegments {
  /** No frame of the usual MTU has as much payload. */
  private static final int LARGEST_PIECE_BYTES = 1500;

  private static final int PLACES = 256;
  private static final int WAYS = 4;
  private static final int PLACE_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

  // A super-segment: hash of what its pieces share, time in ns, first sequence number and length,
  // interface.
  private static final int LONGS = 4;
  private static final int TIME = 1;
  private static final int RANGE = 2;
  private static final int INTERFACE = 3;

  private static final long WEIGHT_1 = 0xA076_1D64_78BD_642FL;
  private static final long WEIGHT_2 = 0xE703_7ED1_A0B4_28DBL;
  private static final long WEIGHT_3 = 0x8EBC_6AF0_9C88_C6E3L;

  private final long[] table = new long[PLACES * WAYS * LONGS];

  /** Remembers a segment that is no copy, if it is long enough to be cut. */
  void onSegment(Segment segment, long timeNs, long direction, int interfaceIndex) {
    if (segment.payloadLength <= LARGEST_PIECE_BYTES) {
      return;
    }
    int place = place(direction);
    System.arraycopy(table, place, table, place + LONGS, (WAYS - 1) * LONGS);
    table[place] = shared(segment, direction);
    table[place + TIME] = timeNs;
    table[place + RANGE] = (long) segment.seq << 32 | segment.payloadLength;
    table[place + INTERFACE] = interfaceIndex;
  }

  /** Whether a segment is a piece of one that was captured elsewhere. */
  boolean isPiece(Segment segment, long timeNs, long direction, int interfaceIndex) {
    int place = place(direction);
    long shared = shared(segment, direction);
    for (int at = place; at < place + WAYS * LONGS; at += LONGS) {
      if (table[at] == shared
          && Math.abs(timeNs - table[at + TIME]) <= CopyDetector.COPY_NS
          && table[at + INTERFACE] != interfaceIndex
          && lies(segment, table[at + RANGE])) {
        return true;
      }
    }
    return false;
  }

  private static boolean lies(Segment segment, long range) {
    long offset = (segment.seq - (int) (range >>> 32)) & 0xFFFF_FFFFL;
    return segment.payloadLength > 0 && offset + segment.payloadLength <= (int) range;
  }

  private static long shared(Segment segment, long direction) {
    return direction + segment.ack * WEIGHT_1 + segment.tsVal * WEIGHT_2 + segment.tsEcr * WEIGHT_3;
  }

  private static int place(long direction) {
    return (int) (direction >>> PLACE_SHIFT) * WAYS * LONGS;
  }
}
