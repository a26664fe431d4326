package io.rttd.engine.snapshot;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import org.HdrHistogram.AbstractHistogram;
import org.agrona.UnsafeApi;

/**
 * The counts of one shard's pairs, in pages of {@value RttBuckets#PER_PAGE} counters, off-heap. The
 * shard allocates, writes and releases pages; the owner of a snapshot may read those of its
 * intervals.
 */
public final class CountPages {
  /** No page. */
  static final int NIL = Slab.NIL;

  static final int PAGE_BYTES = RttBuckets.PER_PAGE * Integer.BYTES;
  private static final int MAX_PAGES = 1 << 26;

  private final Slab slab;
  private final MemoryBudget.Share memory;
  private final int mostOfTimes;

  /**
   * Creates a store without pages.
   *
   * @param memory budget of the pages
   */
  public CountPages(MemoryBudget.Share memory) {
    this(memory, MAX_PAGES, Integer.MAX_VALUE);
  }

  private CountPages(MemoryBudget.Share memory, int maxPages, int mostOfTimes) {
    this.memory = memory;
    this.mostOfTimes = mostOfTimes;
    slab = new Slab(PAGE_BYTES, 0, maxPages, memory);
  }

  /** Pages for one interval alone: enough for all its samples, and for some of its other times. */
  static CountPages ofOneInterval() {
    return new CountPages(
        MemoryBudget.unlimited(), SampleCounts.OWN_PAGES, SampleCounts.OWN_PAGES_OF_TIMES);
  }

  /** Maximum number of an interval's pages for times other than samples. */
  int mostOfTimes() {
    return mostOfTimes;
  }

  /** An empty page, or {@link #NIL}. */
  int allocate() {
    int page = slab.allocate();
    if (page != NIL) {
      UnsafeApi.setMemory(slab.address(page), PAGE_BYTES, (byte) 0);
    }
    return page;
  }

  /** Reserves memory for a table of pages, permanently; false if there is none left. */
  boolean tryTakeTable(int bytes) {
    return memory.tryTake(bytes);
  }

  void free(int page) {
    slab.free(page);
  }

  void increment(int page, int counter) {
    long address = slab.address(page) + (long) counter * Integer.BYTES;
    UnsafeApi.putInt(address, UnsafeApi.getInt(address) + 1);
  }

  int count(int page, int counter) {
    return UnsafeApi.getInt(slab.address(page) + (long) counter * Integer.BYTES);
  }

  /** Adds a page's counts to a histogram; this is the bucket of its first counter. */
  void addTo(int page, int firstBucket, AbstractHistogram histogram) {
    long address = slab.address(page);
    for (int i = 0; i < RttBuckets.PER_PAGE; i += 2) {
      // Most counters of most pairs are 0.
      if (UnsafeApi.getLong(address + (long) i * Integer.BYTES) != 0) {
        add(count(page, i), firstBucket + i, histogram);
        add(count(page, i + 1), firstBucket + i + 1, histogram);
      }
    }
  }

  private static void add(int count, int bucket, AbstractHistogram histogram) {
    if (count != 0) {
      histogram.recordValueWithCount(RttBuckets.lowestNs(bucket), Integer.toUnsignedLong(count));
    }
  }

  /** Bytes allocated for pages and tables. */
  public long bytes() {
    return memory.takenBytes();
  }

  /** Pages in use. */
  public int used() {
    return slab.used();
  }
}
