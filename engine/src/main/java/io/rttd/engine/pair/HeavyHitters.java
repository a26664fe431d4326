package io.rttd.engine.pair;

import io.rttd.model.PairKey;
import io.rttd.model.Service;
import java.util.Arrays;

/**
 * Finds the busiest pairs without a place within an interval, in little memory.
 *
 * <p>This is Misra-Gries [1], {@value #WAYS}-way set-associative: a pair that is not counted yet
 * takes a free entry of its set; otherwise it decrements the lowest count and, once that is 0,
 * takes over its entry. So a count is never too high; and while a set has an entry of a light pair,
 * the others evict only that one, however many they are.
 *
 * <ol>
 *   <li>Misra, Gries: Finding repeated elements
 * </ol>
 */
final class HeavyHitters {
  /** Bytes of an entry. */
  static final int BYTES_PER_ENTRY = 64;

  /** Minimum number of entries. */
  static final int WAYS = 8;

  private static final int INDEX_BITS = 24;

  private final int setMask;
  private final long[] hashes;
  private final long[] addresses;
  private final Service[] services;
  private final int[] counts;
  private final long[] ranked;
  private int rankedCount;

  /**
   * The victim rotates among a set's lowest: otherwise two alternating busy pairs would keep
   * evicting each other instead of a light pair.
   */
  private int turn;

  /**
   * Creates an empty summary.
   *
   * @param entries number of pairs counted at a time; rounded down to a power of two
   */
  HeavyHitters(int entries) {
    int sets = Integer.highestOneBit(Math.max(1, entries / WAYS));
    setMask = sets - 1;
    hashes = new long[sets * WAYS];
    addresses = new long[hashes.length * 4];
    services = new Service[hashes.length];
    counts = new int[hashes.length];
    ranked = new long[hashes.length];
  }

  /** Counts one sample of a pair. */
  void count(long hash, long srcHi, long srcLo, long dstHi, long dstLo, Service service) {
    int first = ((int) (hash >>> 40) & setMask) * WAYS;
    int least = first + (turn & (WAYS - 1));
    for (int i = first; i < first + WAYS; i++) {
      if (hashes[i] == hash && counts[i] > 0) {
        counts[i]++;
        return;
      }
      if (counts[i] < counts[least]) {
        least = i;
      }
    }
    if (counts[least] > 1) {
      counts[least]--;
      return;
    }
    turn++;
    hashes[least] = hash;
    counts[least] = 1;
    addresses[least * 4] = srcHi;
    addresses[least * 4 + 1] = srcLo;
    addresses[least * 4 + 2] = dstHi;
    addresses[least * 4 + 3] = dstLo;
    services[least] = service;
  }

  /** Ranks the pairs with at least this many samples and returns their number. */
  int rank(int leastSamples) {
    rankedCount = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] >= leastSamples) {
        ranked[rankedCount++] = ((long) counts[i] << INDEX_BITS) | i;
      }
    }
    Arrays.sort(ranked, 0, rankedCount);
    return rankedCount;
  }

  /** Guaranteed number of samples of the pair at this rank; 0 is the busiest. */
  int samples(int rank) {
    return (int) (ranked[rankedCount - 1 - rank] >>> INDEX_BITS);
  }

  /** Hash of the pair at this rank. */
  long hash(int rank) {
    return hashes[entry(rank)];
  }

  /** The pair at this rank. */
  PairKey key(int rank) {
    int entry = entry(rank);
    int at = entry * 4;
    return new PairKey(
        addresses[at], addresses[at + 1], addresses[at + 2], addresses[at + 3], services[entry]);
  }

  private int entry(int rank) {
    return (int) ranked[rankedCount - 1 - rank] & ((1 << INDEX_BITS) - 1);
  }

  /** Resets everything for the next interval. */
  void clear() {
    Arrays.fill(counts, 0);
    rankedCount = 0;
  }
}
