package io.rttd.analyze.connection;

/**
 * What the records of an analysis take on the heap, and what there was no memory for.
 *
 * <p>The last part of the budget is for the growth of records that exist: no new record is begun
 * with it. One thread.
 */
final class RecordMemory {
  /** This part of the budget is for growth. */
  private static final int GROWTH_PART = 8;

  private final long mostBytes;
  private long bytes;
  private long timesRounded;
  private long timesNotKept;

  /**
   * Nothing taken.
   *
   * @param mostBytes never more
   */
  RecordMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** For distributions that are bounded otherwise. */
  static RecordMemory unlimited() {
    return new RecordMemory(Long.MAX_VALUE);
  }

  /** Takes memory for a new record; false, and nothing is taken, if there is too little. */
  boolean tryBegin(int recordBytes) {
    return tryTake(recordBytes, mostBytes - mostBytes / GROWTH_PART);
  }

  /** Takes memory for a record that grows; false, and nothing is taken, if there is too little. */
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

  /** A time was counted with the nearest one before, since its distribution could not grow. */
  void onRounded() {
    timesRounded++;
  }

  /** A time was not recorded, since there was no memory for its distribution. */
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
