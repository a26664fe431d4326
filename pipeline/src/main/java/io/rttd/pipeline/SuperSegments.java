package io.rttd.pipeline;

import io.rttd.model.Segment;

/**
 * Recognizes super-segments and their pieces: a segment that one interface accepts whole
 * (segmentation offload) may be split before the next, and pieces that one interface receives may
 * be joined (GRO) before the next. A capture of both holds the same bytes twice in frames of
 * different lengths.
 *
 * <p>A piece lies within a super-segment that was captured within 2 ms on another interface, and
 * has its ACK number and timestamps. A super-segment is likewise a copy if another interface
 * captured all of its bytes in consecutive pieces. A retransmission has a later timestamp, or
 * passes the first interface again, where it is not a piece.
 *
 * <p>Each direction keeps its four latest super-segments and its four latest runs of pieces;
 * directions share 256 places by their hash. If one is overwritten, its copy in the other form is
 * not recognized. Allocates nothing. One thread.
 */
final class SuperSegments {
  /** No frame of the usual MTU has more payload. */
  private static final int LARGEST_PIECE_BYTES = 1500;

  /** No super-segment is longer, so a run need not be either. */
  private static final int LONGEST_RUN_BYTES = 1 << 19;

  private static final int PLACES = 256;
  private static final int WAYS = 4;
  private static final int PLACE_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

  // A super-segment or a run: hash of what its pieces share, time in ns (of a run's latest piece),
  // first sequence number and length, interface.
  private static final int LONGS = 4;
  private static final int TIME = 1;
  private static final int RANGE = 2;
  private static final int INTERFACE = 3;

  private static final long WEIGHT_1 = 0xA076_1D64_78BD_642FL;
  private static final long WEIGHT_2 = 0xE703_7ED1_A0B4_28DBL;
  private static final long WEIGHT_3 = 0x8EBC_6AF0_9C88_C6E3L;

  private final long[] wholes = new long[PLACES * WAYS * LONGS];
  private final long[] runs = new long[PLACES * WAYS * LONGS];

  /** Stores a segment that is not a copy: a long one may be split later, a short one joined. */
  void onSegment(Segment segment, long timeNs, long direction, int interfaceIndex) {
    int place = place(direction);
    long shared = shared(segment, direction);
    if (segment.payloadLength > LARGEST_PIECE_BYTES) {
      put(wholes, place, shared, timeNs, segment, interfaceIndex);
    } else if (!continuesRun(segment, timeNs, place, shared, interfaceIndex)) {
      put(runs, place, shared, timeNs, segment, interfaceIndex);
    }
  }

  /**
   * Whether a segment is a piece of one captured on another interface, or consists of such pieces.
   */
  boolean isPiece(Segment segment, long timeNs, long direction, int interfaceIndex) {
    long[] table = segment.payloadLength > LARGEST_PIECE_BYTES ? runs : wholes;
    return liesWithin(table, segment, timeNs, direction, interfaceIndex)
        || (table == runs && liesWithin(wholes, segment, timeNs, direction, interfaceIndex));
  }

  private static boolean liesWithin(
      long[] table, Segment segment, long timeNs, long direction, int interfaceIndex) {
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

  /** Extends the run that a piece continues, on its interface. */
  private boolean continuesRun(
      Segment piece, long timeNs, int place, long shared, int interfaceIndex) {
    for (int at = place; at < place + WAYS * LONGS; at += LONGS) {
      int length = (int) runs[at + RANGE];
      if (runs[at] == shared
          && Math.abs(timeNs - runs[at + TIME]) <= CopyDetector.COPY_NS
          && runs[at + INTERFACE] == interfaceIndex
          && (int) (runs[at + RANGE] >>> 32) + length == piece.seq
          && length + piece.payloadLength <= LONGEST_RUN_BYTES) {
        runs[at + RANGE] += piece.payloadLength;
        runs[at + TIME] = timeNs;
        return true;
      }
    }
    return false;
  }

  private static void put(
      long[] table, int place, long shared, long timeNs, Segment segment, int interfaceIndex) {
    System.arraycopy(table, place, table, place + LONGS, (WAYS - 1) * LONGS);
    table[place] = shared;
    table[place + TIME] = timeNs;
    table[place + RANGE] = (long) segment.seq << 32 | segment.payloadLength;
    table[place + INTERFACE] = interfaceIndex;
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
