package io.rttd.engine.memory;

/**
 * A fixed number of bytes that several users share.
 *
 * <p>Each user has a guaranteed part. The rest is first come, first served, so that a host with
 * many flows and few pairs uses its memory for flows, and vice versa. Memory is never returned:
 * users recycle it themselves. Not thread-safe: a budget belongs to its shard's thread.
 */
public final class MemoryBudget {
  private final long limitBytes;
  private long commonBytes;
  private long usedBytes;

  /**
   * Creates an unused budget.
   *
   * @param limitBytes limit for all users together
   */
  public MemoryBudget(long limitBytes) {
    if (limitBytes < 0) {
      throw new IllegalArgumentException(limitBytes + " bytes");
    }
    this.limitBytes = limitBytes;
    this.commonBytes = limitBytes;
  }

  /** A user without a limit: for tests, and for users that are bounded otherwise. */
  public static Share unlimited() {
    return new MemoryBudget(Long.MAX_VALUE).share(0);
  }

  /**
   * Adds a user. All users must be added before the first one takes memory.
   *
   * @param guaranteedBytes reserved for this user
   * @throws IllegalArgumentException if the guarantees exceed the limit
   */
  public Share share(long guaranteedBytes) {
    if (usedBytes > 0 || guaranteedBytes < 0 || guaranteedBytes > commonBytes) {
      throw new IllegalArgumentException(
          guaranteedBytes + " bytes of " + commonBytes + ", " + usedBytes + " used");
    }
    commonBytes -= guaranteedBytes;
    return new Share(guaranteedBytes);
  }

  /** Maximum for all users together. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Bytes taken by all users. */
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
     * Takes memory permanently, first from the guaranteed part, then from the common part.
     *
     * @return false if there is not enough; then nothing is taken
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

    /** Bytes taken by this user. */
    public long takenBytes() {
      return takenBytes;
    }

    /** Maximum that this user can take while the others take no more than their guarantees. */
    public long mostBytes() {
      return guaranteedBytes + commonBytes + beyondGuarantee(takenBytes);
    }

    /** The part reserved for this user. */
    public long guaranteedBytes() {
      return guaranteedBytes;
    }
  }
}
