package io.rttd.pipeline;

/**
 * Counts segments that come twice, too far apart for a {@link CopyDetector} to leave them out: a
 * file in which the captures of two hosts, or of two places on the path, are merged. The packet is
 * the same, down to its IPv4 identification; its hop limit or its interface is another. A
 * retransmission has the same hop limit on the same interface.
 *
 * <p>Each segment has one place in a table, by its hash; a later one may take it. The table
 * displaces what the rest of a capture thread's work needs in the cache. So where the first {@value
 * #FIRST} segments hold hardly any copy, only a sixteenth of the others is looked at, in rows,
 * until copies come: of those that begin late in a file, up to {@value #PAUSE} are not counted.
 *
 * <p>Allocates nothing per segment. One thread.
 */
final class FarCopies {
  /** They fit into a processor's cache; a packet passes two hosts before many others do. */
  private static final int PLACES = 1 << 14;

  private static final int PLACE_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

  /** The clocks of two hosts may be apart, too. */
  private static final long FARTHEST_NS = 60_000_000_000L;

  /** All of these are looked at. */
  static final int FIRST = 1 << 18;

  /** So many are looked at, in a row, where there are no copies. */
  static final int ROW = 1 << 13;

  /** So many are passed over between two rows. */
  static final int PAUSE = 15 * ROW;

  /** One copy among this many segments is too many to pass over any. */
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
   * Handles a segment that is no copy.
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

  /** Ends a row or a pause with this segment, which is the first of the next. */
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

  /** Segments that came before, elsewhere. */
  long count() {
    return count;
  }

  /** Sum of the times between the two. */
  long apartNs() {
    return apartNs;
  }
}
