package io.rttd.pipeline;

/**
 * Tracks how many frames came twice, the twin within 100 us of the first, among those for which
 * neither identification, TTL nor interface tells a copy from a retransmission. Twins are copies
 *
 * <ul>
 *   <li>in a direction of a flow if at least 60 of its last 64 frames came twice;
 *   <li>in a capture if all of its last 64 frames came twice, or all so far, so that short flows
 *       are measured, too, where everything is mirrored twice.
 * </ul>
 *
 * <p>Only directions with twins among their last frames are kept, since most captures have none but
 * ordinary duplicate ACKs: at most 2048, in buckets of two. When a bucket is full, each newcomer
 * takes one twin from the direction with fewer, until that has none left and is replaced. So
 * directions that ended do not stay forever. A direction that is not kept counts as not doubled.
 *
 * <p>Allocates nothing. One thread.
 */
final class TwinHistory {
  private static final int ENOUGH = 60;

  /** The twin of an older frame says too little about the 64 frames up to it. */
  private static final int OLDEST_AGE = 32;

  private static final int BUCKETS = 1024;

  /** A bucket is two pairs of a direction and its history. */
  private static final int BUCKET_LONGS = 4;

  private static final int BUCKET_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(BUCKETS);
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
  private static final int NONE = -1;

  /** One bit per frame of a direction, the latest lowest: whether its twin came; 0: free. */
  private final long[] directions = new long[BUCKETS * BUCKET_LONGS];

  private int kept;

  /** As one of {@link #directions}, for all frames. */
  private long all;

  private int frames;

  /**
   * Counts a frame that is not a twin of another.
   *
   * @param direction hash of its flow's direction
   * @return its number, from 1; it may wrap
   */
  int onFrame(long direction) {
    all <<= 1;
    frames++;
    if (kept > 0) {
      int place = find(direction);
      if (place != NONE) {
        setHistory(place, directions[place + 1] << 1);
      }
    }
    return frames;
  }

  /**
   * Counts the twin of a frame.
   *
   * @param age number of frames after it, not counting its twin
   */
  void onTwin(long direction, int age) {
    if (age < Long.SIZE) {
      all |= 1L << age;
    }
    int place = find(direction);
    if (place == NONE) {
      add(direction);
    } else {
      // Marks any frame without a twin: only their number matters.
      directions[place + 1] |= directions[place + 1] + 1;
    }
  }

  /** Frames counted so far; may wrap. */
  int frames() {
    return frames;
  }

  /** Whether the frames of a direction come twice. */
  boolean isDoubled(long direction) {
    int place = find(direction);
    return place != NONE && Long.bitCount(directions[place + 1]) >= ENOUGH;
  }

  /**
   * Whether all frames come twice, judged by those up to one of them: later ones may still await
   * their twins.
   *
   * @param age number of frames after that one
   */
  boolean isAllDoubled(int age) {
    if (age > OLDEST_AGE) {
      return false;
    }
    int known = (frames >= 0 && frames < Long.SIZE ? frames : Long.SIZE) - age;
    return Long.bitCount(all >>> age) == known;
  }

  private void add(long direction) {
    int first = bucket(direction);
    int second = first + BUCKET_LONGS / 2;
    int place =
        Long.bitCount(directions[first + 1]) <= Long.bitCount(directions[second + 1])
            ? first
            : second;
    long history = directions[place + 1];
    if (history == 0) {
      directions[place] = direction;
      setHistory(place, 1);
    } else {
      setHistory(place, history & (history - 1));
    }
  }

  private void setHistory(int place, long history) {
    kept += (directions[place + 1] == 0 ? 1 : 0) - (history == 0 ? 1 : 0);
    directions[place + 1] = history;
  }

  private int find(long direction) {
    int bucket = bucket(direction);
    for (int place = bucket; place < bucket + BUCKET_LONGS; place += BUCKET_LONGS / 2) {
      if (directions[place] == direction && directions[place + 1] != 0) {
        return place;
      }
    }
    return NONE;
  }

  private static int bucket(long direction) {
    return (int) ((direction * SPREAD) >>> BUCKET_SHIFT) * BUCKET_LONGS;
  }
}
