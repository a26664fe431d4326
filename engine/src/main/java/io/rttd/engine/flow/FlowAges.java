package io.rttd.engine.flow;

/**
 * When each flow was last seen and its state, one int per flow, stored separately so that a sweep
 * over idle flows does not touch their records. The upper 30 bits are seconds (differences of up to
 * 17 years are exact), the lower two the state.
 */
final class FlowAges {
  /** Bytes of an entry, charged to the budget. */
  static final int BYTES_PER_FLOW = Integer.BYTES;

  static final int FREE = 0;
  static final int HALF_OPEN = 1;
  static final int OPEN = 2;
  static final int FINISHED = 3;

  private static final int STATE_BITS = 2;
  private static final int STATE_MASK = (1 << STATE_BITS) - 1;

  private final int[][] chunks;
  private final int chunkShift;
  private final int chunkMask;
  private int chunkCount;

  /**
   * Creates an empty table.
   *
   * @param maxFlows maximum number of flows
   * @param chunkRecords number of flows for which memory is allocated at once: a power of two
   */
  FlowAges(int maxFlows, int chunkRecords) {
    chunkShift = Integer.numberOfTrailingZeros(chunkRecords);
    chunkMask = chunkRecords - 1;
    chunks = new int[((maxFlows - 1) >>> chunkShift) + 1][];
  }

  /** Starts a flow, whose number is at most {@link #capacity()}. */
  void start(int flow, int seconds) {
    if (flow >>> chunkShift == chunkCount) {
      chunks[chunkCount] = new int[chunkMask + 1];
      chunkCount++;
    }
    chunks[flow >>> chunkShift][flow & chunkMask] = (seconds << STATE_BITS) | HALF_OPEN;
  }

  /** Removes a flow that was dropped or could not be added. */
  void remove(int flow) {
    if (flow < capacity()) {
      setState(flow, FREE);
    }
  }

  /** Number of flows with allocated memory. */
  int capacity() {
    return chunkCount << chunkShift;
  }

  void seen(int flow, int seconds) {
    int[] chunk = chunks[flow >>> chunkShift];
    int aged = (seconds << STATE_BITS) | (chunk[flow & chunkMask] & STATE_MASK);
    if (chunk[flow & chunkMask] != aged) {
      chunk[flow & chunkMask] = aged;
    }
  }

  int state(int flow) {
    return chunks[flow >>> chunkShift][flow & chunkMask] & STATE_MASK;
  }

  void setState(int flow, int state) {
    int[] chunk = chunks[flow >>> chunkShift];
    chunk[flow & chunkMask] = (chunk[flow & chunkMask] & ~STATE_MASK) | state;
  }

  /** Seconds since the flow was last seen; negative if that was after {@code nowSeconds}. */
  int silence(int flow, int nowSeconds) {
    int aged = chunks[flow >>> chunkShift][flow & chunkMask];
    return ((nowSeconds << STATE_BITS) - (aged & ~STATE_MASK)) >> STATE_BITS;
  }

  /** Whether a flow was last seen before another one. */
  boolean isIdler(int flow, int other) {
    int aged = chunks[flow >>> chunkShift][flow & chunkMask] & ~STATE_MASK;
    int otherAged = chunks[other >>> chunkShift][other & chunkMask] & ~STATE_MASK;
    return aged - otherAged < 0;
  }

  long bytes() {
    return (long) chunkCount * (chunkMask + 1) * Integer.BYTES;
  }
}
