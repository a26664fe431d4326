package io.rttd.pipeline;

/**
 * Counts segments that come twice, too far apart for a {@link CopyDetector} to leave them out: in a
 * file merged from the captures of two hosts, or of two points on the path. The packet is the same,
 * down to its IPv4 identification, but has another hop limit or interface. A retransmission has the
 * same hop limit on the same interface.
 *
 * <p>Each segment has one place in a table, by its hash; a later one may take it. The table
 * displaces from the cache what the rest of the capture thread's work needs. So if the first
 * {@value #FIRST} segments hold hardly any copies, only a sixteenth of the others is examined, in
 * runs, until copies come: of copies that begin late in a file, up to {@value #PAUSE} are not
 * counted.
 *
 * <p>Allocates nothing per segment. One thread.
 */
final class FarCopies {
  /** The table fits into a processor's cache; few packets pass between a packet's two passages. */
  private static final int PLACES = 1 << 14;

  private static final int PLACE_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

  /** Longest time between the two passages, ns: the clocks of two hosts may differ, too. */
  private static final long FARTHEST_NS = 60_000_000_000L;

  /** Segments at the start of a file, all of which are examined. */
  static final int FIRST = 1 << 18;

  /** Segments that are examined in a run while there are no copies. */
  static final int ROW = 1 << 13;

  /** Segments that are skipped between two runs. */
  static final int PAUSE = 15 * ROW;

  /** With one copy among this many segments, none are skipped. */
  private static final int RARE = 64;

  // A segment: its hash, when it was captured in ns, its traits.
  private static final int LONGS = 3;
  private static final int TIME = 1;
  private static final int TRAITS = 2;

  private final long[] table = new long[PLACES * LONGS];
  private boolean looking = true;
  private int left = FIRST;
  private int inRow = FIRST;
  private long countBefore;
  private long count;
  private long apartNs;

  /**
   * Handles a segment that is not a near copy.
   *
   * @param hash of what copies have in common
   * @param traits as the detector stores them
   */
  void onSegment(long hash, long timeNs, long traits) {
    if (left-- == 0) {
      decide();
    }
    if (looking) {
      look(hash, timeNs, traits);
    }
  }

  /** Ends a run or a pause before this segment, which is the first of the next. */
  private void decide() {
    boolean rare = looking && (count - countBefore) * RARE <= inRow;
    looking = !rare;
    inRow = rare ? PAUSE : ROW;
    left = inRow - 1;
    countBefore = count;
  }

  private void look(long hash, long timeNs, long traits) {
    int at = (int) (hash >>> PLACE_SHIFT) * LONGS;
    long apart = Math.abs(timeNs - table[at + TIME]);
    if (table[at] == hash
        && apart <= FARTHEST_NS
        && CopyDetector.isSamePacketElsewhere(traits, table[at + TRAITS])) {
      count++;
      apartNs += apart;
      table[at] = 0; // its third passage is not the second's copy
      return;
    }
    table[at] = hash;
    table[at + TIME] = timeNs;
    table[at + TRAITS] = traits;
  }

  /** Number of segments that had passed elsewhere before. */
  long count() {
    return count;
  }

  /** Sum of the times between the two passages. */
  long apartNs() {
    return apartNs;
  }
}
