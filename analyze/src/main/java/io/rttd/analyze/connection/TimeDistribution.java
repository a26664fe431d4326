package io.rttd.analyze.connection;

import java.util.Arrays;
import org.HdrHistogram.AbstractHistogram;

/**
 * Distribution of times in nanoseconds: count, extremes and mean are exact, percentiles are within
 * 0.4 %.
 *
 * <p>Buckets are those of the reports' histograms: steps of 64 ns up to 8,192 ns, and above that
 * 128 in each octave. Only used buckets take space, eight bytes each, because most connections have
 * few samples. If memory is too short for another bucket, a time is counted in the nearest one, so
 * percentiles are less exact. To other packages an instance is immutable, and thread-safe.
 */
public final class TimeDistribution {
  private static final int UNIT_BITS = 6;
  private static final int BUCKET_BITS = 7;
  private static final int FIRST_BUCKETS_BITS = UNIT_BITS + BUCKET_BITS;
  private static final int[] NO_CELLS = {};
  private static final int FIRST_CELLS = 4;
  private static final int ARRAY_BYTES = 16;

  /** Size of an instance with its first times. */
  static final int BYTES = 56 + ARRAY_BYTES + FIRST_CELLS * Integer.BYTES;

  /** A distribution without times. */
  public static final TimeDistribution EMPTY = new TimeDistribution();

  private long count;
  private long minNs = Long.MAX_VALUE;
  private long maxNs;
  private double sumNs;
  private int[] cells = NO_CELLS; // pairs of bucket number and count, by number
  private int used;

  private TimeDistribution() {}

  private TimeDistribution(TimeDistribution from) {
    count = from.count;
    minNs = from.minNs;
    maxNs = from.maxNs;
    sumNs = from.sumNs;
    used = from.used;
    cells = Arrays.copyOf(from.cells, from.used);
  }

  /** Creates an empty distribution that may grow. */
  static TimeDistribution create() {
    TimeDistribution created = new TimeDistribution();
    created.cells = new int[FIRST_CELLS];
    return created;
  }

  /** Called for each bucket that has a time, the shortest times first. */
  @FunctionalInterface
  public interface BucketConsumer {
    /**
     * A bucket with times.
     *
     * @param timeNs the time that represents them: the middle of the bucket, clamped to the
     *     extremes
     */
    void accept(long timeNs, long count);
  }

  /** Number of times. */
  public long count() {
    return count;
  }

  /** Shortest time; {@link Long#MAX_VALUE} if empty. */
  public long minNs() {
    return minNs;
  }

  /** Longest time; 0 if empty. */
  public long maxNs() {
    return maxNs;
  }

  /** Mean of the times; NaN if empty. */
  public double meanNs() {
    return sumNs / count;
  }

  /**
   * The time that this share of all times does not exceed; 0 if empty.
   *
   * @param percentile above 0 and at most 100
   */
  public long percentileNs(double percentile) {
    long rank = Math.max(1, (long) Math.ceil(percentile / 100 * count));
    long seen = 0;
    for (int i = 0; i < used; i += 2) {
      seen += Integer.toUnsignedLong(cells[i + 1]);
      if (seen >= rank) {
        return representativeNs(cells[i]);
      }
    }
    return maxNs;
  }

  /** Calls the consumer for each bucket that has a time, the shortest times first. */
  public void forEach(BucketConsumer consumer) {
    for (int i = 0; i < used; i += 2) {
      consumer.accept(representativeNs(cells[i]), Integer.toUnsignedLong(cells[i + 1]));
    }
  }

  /** Adds all times to a histogram in nanoseconds, each as the lowest value of its bucket. */
  public void addTo(AbstractHistogram histogram) {
    for (int i = 0; i < used; i += 2) {
      histogram.recordValueWithCount(lowestNs(cells[i]), Integer.toUnsignedLong(cells[i + 1]));
    }
  }

  /** Adds all times of another distribution. */
  void add(TimeDistribution other) {
    for (int i = 0; i < other.used; i += 2) {
      int cell = cellOf(other.cells[i], RecordMemory.unlimited());
      cells[cell + 1] += other.cells[i + 1];
    }
    count += other.count;
    minNs = Math.min(minNs, other.minNs);
    maxNs = Math.max(maxNs, other.maxNs);
    sumNs += other.sumNs;
  }

  /**
   * This distribution, or a new one instead of {@link #EMPTY}, with a time added; {@link #EMPTY} if
   * there is no memory for a new one.
   */
  TimeDistribution with(long ns, RecordMemory memory) {
    TimeDistribution with = this;
    if (cells.length == 0) {
      if (!memory.tryGrow(BYTES)) {
        memory.onNotKept();
        return this;
      }
      with = create();
    }
    with.record(ns, memory);
    return with;
  }

  /**
   * Adds a time, not negative, to a distribution that may grow.
   *
   * @param memory budget for another bucket, if needed
   */
  void record(long ns, RecordMemory memory) {
    int cell = cellOf(bucketOf(ns), memory); // may replace the array
    cells[cell + 1]++;
    count++;
    minNs = Math.min(minNs, ns);
    maxNs = Math.max(maxNs, ns);
    sumNs += ns;
  }

  TimeDistribution copy() {
    return count == 0 ? EMPTY : new TimeDistribution(this);
  }

  /**
   * Index of a bucket's cell, created if missing; that of the nearest bucket if memory is too
   * short.
   */
  private int cellOf(int bucket, RecordMemory memory) {
    int low = 0;
    int high = used / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cells[2 * middle] < bucket) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int cell = 2 * low;
    if (cell == used || cells[cell] != bucket) {
      if (used == cells.length) {
        if (!memory.tryGrow(used * Integer.BYTES)) {
          memory.onRounded();
          return nearest(cell, bucket);
        }
        cells = Arrays.copyOf(cells, 2 * used);
      }
      System.arraycopy(cells, cell, cells, cell + 2, used - cell);
      cells[cell] = bucket;
      cells[cell + 1] = 0;
      used += 2;
    }
    return cell;
  }

  /** The cell of the bucket nearest to one that would have its own at {@code cell}. */
  private int nearest(int cell, int bucket) {
    if (cell == 0) {
      return cell;
    }
    boolean aboveIsNearer = cell < used && cells[cell] - bucket < bucket - cells[cell - 2];
    return aboveIsNearer ? cell : cell - 2;
  }

  private long representativeNs(int bucket) {
    long middleNs = lowestNs(bucket) + (1L << (UNIT_BITS + shift(bucket) - 1));
    return Math.max(minNs, Math.min(maxNs, middleNs));
  }

  private static int bucketOf(long ns) {
    int octave = Math.max(0, Long.SIZE - FIRST_BUCKETS_BITS - Long.numberOfLeadingZeros(ns));
    int shift = Math.max(0, octave - 1);
    return (shift << BUCKET_BITS) + (int) (ns >>> (UNIT_BITS + shift));
  }

  private static long lowestNs(int bucket) {
    int shift = shift(bucket);
    return (long) (bucket - (shift << BUCKET_BITS)) << (UNIT_BITS + shift);
  }

  /** How many bits wider a bucket is than the first ones. */
  private static int shift(int bucket) {
    return Math.max(0, (bucket >>> BUCKET_BITS) - 1);
  }
}
