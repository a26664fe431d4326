package io.rttd.engine.flow;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import java.util.Arrays;

/**
 * Finds a flow's record by the hash of its tuple.
 *
 * <p>Open addressing with linear probing: an entry is the hash's lower half and the record's
 * number, eight to a cache line, so that a lookup touches one line here and then the record, whose
 * tuple is verified. Removing an entry leaves no tombstone: later entries move up.
 *
 * <p>The index is divided into small tables by the first bits of the hash, and each grows by itself
 * (by half, from {@value #MAX_LOAD_PERCENT} percent full): growth never pauses a shard for longer
 * than one small table takes, some tens of microseconds.
 *
 * <p>Why not Agrona's map: ADR 0008.
 */
final class FlowIndex {
  /** Bytes of an entry at the lowest load, charged to the budget. */
  static final int BYTES_PER_FLOW = 16;

  private static final int MAX_LOAD_PERCENT = 75;
  private static final int FLOWS_PER_TABLE = 4096;
  private static final int LEAST_ENTRIES = 4;
  private static final long[] NO_TABLE = new long[1];
  private static final long EMPTY = 0;
  private static final long LOWER_HALF = 0xFFFF_FFFFL;

  private final long[][] tables;
  private final int[] sizes;
  private final int tableBits;
  private final int fullEntries;
  private long entries;

  /**
   * Creates an empty index; memory is allocated as it grows.
   *
   * @param maxFlows maximum number of flows
   */
  FlowIndex(int maxFlows) {
    int tableCount = Integer.highestOneBit(Math.max(1, maxFlows / FLOWS_PER_TABLE));
    tableBits = Integer.numberOfTrailingZeros(tableCount);
    tables = new long[tableCount][];
    Arrays.fill(tables, NO_TABLE);
    sizes = new int[tableCount];
    fullEntries = Math.max(LEAST_ENTRIES, (int) (maxFlows / tableCount * 3L / 2));
  }

  /** The record of a segment's flow, or {@link Slab#NIL}. */
  int find(long hash, Segment segment, FlowRecords records) {
    int tag = (int) hash;
    long[] table = tables[tableOf(tag)];
    int at = home(tag, table.length);
    long entry = table[at];
    while (entry != EMPTY) {
      if (tagOf(entry) == tag && records.isOf(flowOf(entry), segment)) {
        return flowOf(entry);
      }
      at = after(at, table.length);
      entry = table[at];
    }
    return Slab.NIL;
  }

  /** Prefetches the first entry that a lookup of this hash reads. */
  long touch(long hash) {
    int tag = (int) hash;
    long[] table = tables[tableOf(tag)];
    return table[home(tag, table.length)];
  }

  /** A record with this hash, without verifying its tuple, or {@link Slab#NIL}. */
  int guess(long hash) {
    int tag = (int) hash;
    long[] table = tables[tableOf(tag)];
    int at = home(tag, table.length);
    long entry = table[at];
    while (entry != EMPTY) {
      if (tagOf(entry) == tag) {
        return flowOf(entry);
      }
      at = after(at, table.length);
      entry = table[at];
    }
    return Slab.NIL;
  }

  /** Adds a flow that is not in the index. */
  void add(long hash, int flow) {
    int tag = (int) hash;
    int number = tableOf(tag);
    if ((sizes[number] + 1) * 100L > tables[number].length * (long) MAX_LOAD_PERCENT) {
      grow(number);
    }
    insert(tables[number], tag, ((long) tag << 32) | (flow + 1));
    sizes[number]++;
  }

  /** Removes a flow that is in the index. */
  void remove(long hash, int flow) {
    int tag = (int) hash;
    int number = tableOf(tag);
    long[] table = tables[number];
    long wanted = ((long) tag << 32) | (flow + 1);
    int hole = home(tag, table.length);
    while (table[hole] != wanted) {
      hole = after(hole, table.length);
    }
    int at = after(hole, table.length);
    while (table[at] != EMPTY) {
      int home = home(tagOf(table[at]), table.length);
      if (distance(home, at, table.length) >= distance(hole, at, table.length)) {
        table[hole] = table[at];
        hole = at;
      }
      at = after(at, table.length);
    }
    table[hole] = EMPTY;
    sizes[number]--;
  }

  /** Bytes allocated. */
  long bytes() {
    return entries * Long.BYTES;
  }

  private void grow(int number) {
    long[] old = tables[number];
    int byHalf = Math.max(LEAST_ENTRIES, old.length + (old.length + 1) / 2);
    int length = old.length < fullEntries ? Math.min(byHalf, fullEntries) : byHalf;
    long[] table = new long[length];
    for (long entry : old) {
      if (entry != EMPTY) {
        insert(table, tagOf(entry), entry);
      }
    }
    tables[number] = table;
    entries += length - (old == NO_TABLE ? 0 : old.length);
  }

  private void insert(long[] table, int tag, long entry) {
    int at = home(tag, table.length);
    while (table[at] != EMPTY) {
      at = after(at, table.length);
    }
    table[at] = entry;
  }

  private int tableOf(int tag) {
    return (int) ((tag & LOWER_HALF) >>> (32 - tableBits));
  }

  /** Multiplies instead of dividing, by the bits that did not choose the table. */
  private int home(int tag, int length) {
    return (int) ((((tag << tableBits) & LOWER_HALF) * length) >>> 32);
  }

  private static int after(int at, int length) {
    return at + 1 == length ? 0 : at + 1;
  }

  private static int distance(int from, int to, int length) {
    return to >= from ? to - from : to - from + length;
  }

  private static int tagOf(long entry) {
    return (int) (entry >>> 32);
  }

  private static int flowOf(long entry) {
    return (int) entry - 1;
  }
}
