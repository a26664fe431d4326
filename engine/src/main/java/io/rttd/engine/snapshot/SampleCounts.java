package io.rttd.engine.snapshot;

import io.rttd.model.SampleClass;
import java.util.Arrays;
import org.HdrHistogram.AbstractHistogram;

/**
 * How many samples fell into each bucket, for each class: small for the many pairs, fast for the
 * few.
 *
 * <p>The first {@value #FEW} samples are kept as the numbers of their buckets. With the next, all
 * of them move into pages of counters, one page for each octave that is used: a pair's RTTs lie
 * within two or three as a rule. Nothing is rounded twice: either way a histogram of the same shape
 * would have the same counts.
 *
 * <p>Like its interval, it is written by the shard and then read by the owner of the snapshot.
 */
final class SampleCounts {
  /** What an instance takes on the heap before it has pages. */
  static final int BYTES = 88 + 2 * 16;

  private static final int FEW = 16;
  private static final int CLASSES = SampleClass.values().length;
  private static final int TABLE_BYTES = 16 + CLASSES * RttBuckets.PAGES * Integer.BYTES;

  /** Never more pages than this: one for each octave of each class. */
  static final int MOST_PAGES = CLASSES * RttBuckets.PAGES;

  /** What the table and all pages take, in whole chunks of a slab of their own. */
  static final long MOST_PAGES_BYTES =
      TABLE_BYTES + 2L * Integer.highestOneBit(MOST_PAGES) * CountPages.PAGE_BYTES;

  private static final int CLASS_SHIFT = 15;
  private static final int BUCKET_MASK = (1 << CLASS_SHIFT) - 1;

  private final CountPages pages;
  private final char[] few = new char[FEW];
  private final long[] totals = new long[CLASSES];
  private int[] table;
  private int fewCount;
  private boolean paged;

  SampleCounts(CountPages pages) {
    this.pages = pages;
  }

  /** Counts a sample; false, and nothing changes, if there is no memory for its counter. */
  boolean record(SampleClass sampleClass, long rttNs) {
    int bucket = RttBuckets.of(rttNs);
    int classNumber = sampleClass.ordinal();
    if (!paged && fewCount < FEW) {
      few[fewCount++] = (char) ((classNumber << CLASS_SHIFT) | bucket);
    } else if ((!paged && !moveToPages()) || !increment(classNumber, bucket)) {
      return false;
    }
    totals[classNumber]++;
    return true;
  }

  /** Reads what {@link #record} would change, so that it is there when it is needed. */
  long touch(SampleClass sampleClass, long rttNs) {
    int classNumber = sampleClass.ordinal();
    long read = totals[classNumber];
    if (paged) {
      int bucket = RttBuckets.of(rttNs);
      int page = table[classNumber * RttBuckets.PAGES + bucket / RttBuckets.PER_PAGE];
      read += page == CountPages.NIL ? 0 : pages.count(page, bucket & (RttBuckets.PER_PAGE - 1));
    }
    return read;
  }

  private boolean moveToPages() {
    if (table == null) {
      if (!pages.tryTakeTable(TABLE_BYTES)) {
        return false;
      }
      table = new int[CLASSES * RttBuckets.PAGES];
      Arrays.fill(table, CountPages.NIL);
    }
    for (int i = 0; i < fewCount; i++) {
      if (page(few[i] >>> CLASS_SHIFT, few[i] & BUCKET_MASK) == CountPages.NIL) {
        freePages();
        return false;
      }
    }
    for (int i = 0; i < fewCount; i++) {
      increment(few[i] >>> CLASS_SHIFT, few[i] & BUCKET_MASK);
    }
    fewCount = 0;
    paged = true;
    return true;
  }

  private boolean increment(int classNumber, int bucket) {
    int page = page(classNumber, bucket);
    if (page == CountPages.NIL) {
      return false;
    }
    pages.increment(page, bucket & (RttBuckets.PER_PAGE - 1));
    return true;
  }

  private int page(int classNumber, int bucket) {
    int entry = classNumber * RttBuckets.PAGES + bucket / RttBuckets.PER_PAGE;
    int page = table[entry];
    if (page == CountPages.NIL) {
      page = pages.allocate();
      table[entry] = page;
    }
    return page;
  }

  /** Forgets all samples and gives the pages back. The shard's thread. */
  void clear() {
    freePages();
    Arrays.fill(totals, 0);
    fewCount = 0;
    paged = false;
  }

  private void freePages() {
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

  /** Samples of one class. */
  long total(SampleClass sampleClass) {
    return totals[sampleClass.ordinal()];
  }

  /** Adds the samples of one class to a histogram of the same shape. */
  void addTo(SampleClass sampleClass, AbstractHistogram histogram) {
    int classNumber = sampleClass.ordinal();
    for (int i = 0; i < fewCount; i++) {
      if (few[i] >>> CLASS_SHIFT == classNumber) {
        histogram.recordValue(RttBuckets.lowestNs(few[i] & BUCKET_MASK));
      }
    }
    if (!paged) {
      return;
    }
    for (int octave = 0; octave < RttBuckets.PAGES; octave++) {
      int page = table[classNumber * RttBuckets.PAGES + octave];
      if (page != CountPages.NIL) {
        addPage(page, octave * RttBuckets.PER_PAGE, histogram);
      }
    }
  }

  private void addPage(int page, int firstBucket, AbstractHistogram histogram) {
    for (int i = 0; i < RttBuckets.PER_PAGE; i++) {
      int count = pages.count(page, i);
      if (count != 0) {
        histogram.recordValueWithCount(
            RttBuckets.lowestNs(firstBucket + i), Integer.toUnsignedLong(count));
      }
    }
  }
}
