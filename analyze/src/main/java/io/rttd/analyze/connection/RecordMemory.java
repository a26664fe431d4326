package io.rttd.analyze.connection;

/**
 * Accounts for the heap memory of an analysis's records, and for what did not fit.
 *
 * <p>The last part of the budget is reserved for the growth of existing records: it takes no new
 * ones. Not thread-safe.
 */
final class RecordMemory {
  /** One over this is the share of the budget reserved for growth. */
  private static final int GROWTH_PART = 8;

  private final long mostBytes;
  private long bytes;
  private long timesRounded;
  private long timesNotKept;

  /**
   * Creates an account with nothing taken.
   *
   * @param mostBytes the budget
   */
  RecordMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** An account without a limit, for distributions that are bounded otherwise. */
  static RecordMemory unlimited() {
    return new RecordMemory(Long.MAX_VALUE);
  }

  /** Takes memory for a new record; false, taking nothing, if there is too little. */
  boolean tryBegin(int recordBytes) {
    return tryTake(recordBytes, mostBytes - mostBytes / GROWTH_PART);
  }

  /** Takes memory for a growing record; false, taking nothing, if there is too little. */
  boolean tryGrow(int moreBytes) {
    return tryTake(moreBytes, mostBytes);
  }

  private boolean tryTake(int moreBytes, long withinBytes) {
    if (bytes > withinBytes - moreBytes) {
      return false;
    }
    bytes += moreBytes;
    return true;
  }

  /**
   * Records that a time was counted in the nearest bucket, since its distribution could not grow.
   */
  void onRounded() {
    timesRounded++;
  }

  /** Records that a time was lost, since there was no memory for its distribution. */
  void onNotKept() {
    timesNotKept++;
  }

  long bytes() {
    return bytes;
  }

  long timesRounded() {
    return timesRounded;
  }

  long timesNotKept() {
    return timesNotKept;
  }
}
