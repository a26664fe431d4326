package io.rttd.engine.snapshot;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import org.agrona.UnsafeApi;

/**
 * Where one shard's pairs keep their counts: pages of {@value RttBuckets#PER_PAGE} counters,
 * off-heap. The shard allocates, writes and releases pages; the owner of a snapshot may read those
 * of its intervals.
 */
public final class CountPages {
  /** No page. */
  static final int NIL = Slab.NIL;

  static final int PAGE_BYTES = RttBuckets.PER_PAGE * Integer.BYTES;
  private static final int MAX_PAGES = 1 << 26;

  private final Slab slab;
  private final MemoryBudget.Share memory;

  /**
   * No pages yet.
   *
   * @param memory what they are taken from
   */
  public CountPages(MemoryBudget.Share memory) {
    this(memory, MAX_PAGES);
  }

  /**
   * No pages yet.
   *
   * @param memory what they are taken from
   * @param maxPages never more than this
   */
  CountPages(MemoryBudget.Share memory, int maxPages) {
    this.memory = memory;
    slab = new Slab(PAGE_BYTES, 0, maxPages, memory);
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

  /** Bytes taken for pages and tables. */
  public long bytes() {
    return memory.takenBytes();
  }

  /** Pages in use. */
  public int used() {
    return slab.used();
  }
}
