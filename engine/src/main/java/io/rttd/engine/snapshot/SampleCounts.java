package io.rttd.engine.snapshot;

import io.rttd.model.PairTime;
import io.rttd.model.SampleClass;
import java.util.Arrays;
import org.HdrHistogram.AbstractHistogram;

/**
 * Counts by bucket, for each series: the samples of each class, and each {@link PairTime}. Small
 * for the many quiet pairs, fast for the few busy ones.
 *
 * <p>The first {@value #FEW} samples are kept as the numbers of their buckets. With the next, all
 * of them move into pages of counters, one page for each octave that is used: a pair's RTTs lie
 * within two or three as a rule. Nothing is rounded twice: either way, the counts are those of a
 * histogram of the same shape.
 *
 * <p>Like its interval, it is written by the shard and then read by the owner of the snapshot.
 */
final class SampleCounts {
  private static final int FEW = 16;
  private static final int CLASSES = SampleClass.values().length;
  private static final int SERIES = CLASSES + PairTime.values().length;

  /** Bytes that an instance takes on the heap before it has pages. */
  static final int BYTES = 72 + 2 * FEW + SERIES * Long.BYTES;

  private static final int TABLE_BYTES = 16 + SERIES * RttBuckets.PAGES * Integer.BYTES;

  /** The most that the samples need: one page for each octave of each class. */
  private static final int SAMPLE_PAGES = CLASSES * RttBuckets.PAGES;

  /** Pages of an interval with memory of its own: a whole chunk of a slab. */
  static final int OWN_PAGES = 2 * Integer.highestOneBit(SAMPLE_PAGES);

  /** Those left for other times, which are not counted beyond them. */
  static final int OWN_PAGES_OF_TIMES = OWN_PAGES - SAMPLE_PAGES;

  /** Bytes of the table and all pages. */
  static final long OWN_BYTES = TABLE_BYTES + (long) OWN_PAGES * CountPages.PAGE_BYTES;

  private static final int SERIES_SHIFT = 13;
  private static final int BUCKET_MASK = (1 << SERIES_SHIFT) - 1;

  private final CountPages pages;
  private final char[] few = new char[FEW];
  private final long[] totals = new long[SERIES];
  private int[] table;
  private int fewCount;
  private int pagesOfTimes;
  private boolean paged;

  SampleCounts(CountPages pages) {
    this.pages = pages;
  }

  /** The series of a class of samples. */
  static int series(SampleClass sampleClass) {
    return sampleClass.ordinal();
  }

  /** The series of another time. */
  static int series(PairTime time) {
    return CLASSES + time.ordinal();
  }

  /** Counts a sample; false, changing nothing, if there is no memory for its counter. */
  boolean record(int series, long ns) {
    int bucket = RttBuckets.of(ns);
    if (!paged && fewCount < FEW) {
      few[fewCount++] = (char) ((series << SERIES_SHIFT) | bucket);
    } else if ((!paged && !moveToPages()) || !increment(series, bucket)) {
      return false;
    }
    totals[series]++;
    return true;
  }

  /** Prefetches what {@link #record} would change. */
  long touch(int series, long ns) {
    long read = totals[series];
    if (paged) {
      int bucket = RttBuckets.of(ns);
      int page = table[series * RttBuckets.PAGES + bucket / RttBuckets.PER_PAGE];
      read += page == CountPages.NIL ? 0 : pages.count(page, bucket & (RttBuckets.PER_PAGE - 1));
    }
    return read;
  }

  private boolean moveToPages() {
    if (table == null) {
      if (!pages.tryTakeTable(TABLE_BYTES)) {
        return false;
      }
      table = new int[SERIES * RttBuckets.PAGES];
      Arrays.fill(table, CountPages.NIL);
    }
    for (int i = 0; i < fewCount; i++) {
      if (page(few[i] >>> SERIES_SHIFT, few[i] & BUCKET_MASK) == CountPages.NIL) {
        freePages();
        return false;
      }
    }
    for (int i = 0; i < fewCount; i++) {
      increment(few[i] >>> SERIES_SHIFT, few[i] & BUCKET_MASK);
    }
    fewCount = 0;
    paged = true;
    return true;
  }

  private boolean increment(int series, int bucket) {
    int page = page(series, bucket);
    if (page == CountPages.NIL) {
      return false;
    }
    pages.increment(page, bucket & (RttBuckets.PER_PAGE - 1));
    return true;
  }

  private int page(int series, int bucket) {
    int entry = series * RttBuckets.PAGES + bucket / RttBuckets.PER_PAGE;
    int page = table[entry];
    boolean ofTime = series >= CLASSES;
    if (page == CountPages.NIL && !(ofTime && pagesOfTimes == pages.mostOfTimes())) {
      page = pages.allocate();
      table[entry] = page;
      pagesOfTimes += ofTime && page != CountPages.NIL ? 1 : 0;
    }
    return page;
  }

  /** Removes all samples and releases the pages. Shard thread only. */
  void clear() {
    freePages();
    Arrays.fill(totals, 0);
    fewCount = 0;
    paged = false;
  }

  private void freePages() {
    pagesOfTimes = 0;
    if (table == null) {
      return;
    }
    for (int i = 0; i < table.length; i++) {
      if (table[i] != CountPages.NIL) {
        pages.free(table[i]);
        table[i] = CountPages.NIL;
      }
    }
  }

  /** Number of samples of one series. */
  long total(int series) {
    return totals[series];
  }

  /** Adds the samples of one series to a histogram of the same shape. */
  void addTo(int series, AbstractHistogram histogram) {
    for (int i = 0; i < fewCount; i++) {
      if (few[i] >>> SERIES_SHIFT == series) {
        histogram.recordValue(RttBuckets.lowestNs(few[i] & BUCKET_MASK));
      }
    }
    if (!paged) {
      return;
    }
    for (int octave = 0; octave < RttBuckets.PAGES; octave++) {
      int page = table[series * RttBuckets.PAGES + octave];
      if (page != CountPages.NIL) {
        pages.addTo(page, octave * RttBuckets.PER_PAGE, histogram);
      }
    }
  }
}
