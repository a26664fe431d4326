package io.rttd.engine.memory;

/**
 * A fixed number of bytes that several users share.
 *
 * <p>Each user has a guaranteed part that nobody else can take. What is not guaranteed to anybody
 * goes to whoever asks first, so that a host with many flows and few pairs uses its memory for
 * flows, and the other way round. What was taken stays taken: users keep their memory and recycle
 * it themselves. Not thread-safe: a budget belongs to its shard's thread.
 */
public final class MemoryBudget {
  private final long limitBytes;
  private long commonBytes;
  private long usedBytes;

  /**
   * A budget of which nothing is taken.
   *
   * @param limitBytes never more than this, by all users together
   */
  public MemoryBudget(long limitBytes) {
    if (limitBytes < 0) {
      throw new IllegalArgumentException(limitBytes + " bytes");
    }
    this.limitBytes = limitBytes;
    this.commonBytes = limitBytes;
  }

  /** One user, for whom there is always memory: for tests, and what others bound. */
  public static Share unlimited() {
    return new MemoryBudget(Long.MAX_VALUE).share(0);
  }

  /**
   * Adds a user. All of them must be added before the first takes anything.
   *
   * @param guaranteedBytes what nobody else can take
   * @throws IllegalArgumentException when more is guaranteed than there is
   */
  public Share share(long guaranteedBytes) {
    if (usedBytes > 0 || guaranteedBytes < 0 || guaranteedBytes > commonBytes) {
      throw new IllegalArgumentException(
          guaranteedBytes + " bytes of " + commonBytes + ", " + usedBytes + " used");
    }
    commonBytes -= guaranteedBytes;
    return new Share(guaranteedBytes);
  }

  /** Never more than this. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Taken by all users. */
  public long usedBytes() {
    return usedBytes;
  }

  /** One user's part of the budget. */
  public final class Share {
    private final long guaranteedBytes;
    private long takenBytes;

    private Share(long guaranteedBytes) {
      this.guaranteedBytes = guaranteedBytes;
    }

    /**
     * Takes memory for good, first of what is guaranteed, then of what is common.
     *
     * @return false, and nothing is taken, when there is not enough
     */
    public boolean tryTake(long bytes) {
      long ofCommon = beyondGuarantee(takenBytes + bytes) - beyondGuarantee(takenBytes);
      if (ofCommon > commonBytes) {
        return false;
      }
      commonBytes -= ofCommon;
      takenBytes += bytes;
      usedBytes += bytes;
      return true;
    }

    private long beyondGuarantee(long bytes) {
      return Math.max(0, bytes - guaranteedBytes);
    }

    /** Taken by this user. */
    public long takenBytes() {
      return takenBytes;
    }

    /** What this user can take at most, when no other takes more than is guaranteed to it. */
    public long mostBytes() {
      return guaranteedBytes + commonBytes + beyondGuarantee(takenBytes);
    }

    /** What nobody else can take. */
    public long guaranteedBytes() {
      return guaranteedBytes;
    }
  }
}
