package io.rttd.engine.flow;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.agrona.collections.Int2IntHashMap;

/**
 * Finds a flow's record by the hash of its tuple.
 *
 * <p>Small maps lead from the key, the upper half of the hash, to a record's number. An entry takes
 * eight bytes, an eighth of a cache line, so a lookup touches one line here and then the record,
 * whose tuple is verified. Flows with the same key are chained through their records.
 *
 * <p>This is extendible hashing [1]: the upper bits of the spread key choose a map in a directory,
 * and adjacent entries may share a map. A full map is split in two by the next bit, which needs no
 * record; if only one directory entry refers to it, the directory doubles first. All maps but the
 * first thus have one size and are kept: growth leaves no garbage, and pauses a shard no longer
 * than it takes to move half a map.
 *
 * <p>Without memory to split a map, the flow is not added and the error is passed on; the map stays
 * as it was, below its maximum load, so no search in it runs forever.
 *
 * <ol>
 *   <li>Fagin, Nievergelt, Pippenger, Strong: Extendible hashing
 * </ol>
 */
final class FlowIndex {
  /** Bytes of an entry right after its map was split, charged to the budget. */
  static final int BYTES_PER_FLOW = 20;

  private static final float MAX_LOAD = 0.8f;
  private static final int LEAST_ENTRIES = 8;
  private static final int ENTRIES_PER_MAP = 4096;
  private static final int FLOWS_PER_MAP = (int) (ENTRIES_PER_MAP * MAX_LOAD);
  private static final int MOST_BITS = 18;

  /** Spreads the key, whose uppermost bits chose the shard and whose lowest choose a map's slot. */
  private static final int SPREAD = 0x9E37_79B1;

  private final FlowRecords records;
  private final IntFunction<Int2IntHashMap> newMap;

  /** The directory, and below, the number of bits that choose each of its maps. */
  private Int2IntHashMap[] maps;

  private byte[] bitsUsed = new byte[1];
  private int bits;

  /**
   * Creates an empty index; memory is allocated as it grows.
   *
   * @param records the flows' records, which hold the chains
   */
  FlowIndex(FlowRecords records) {
    this(records, entries -> new Int2IntHashMap(entries, MAX_LOAD, Slab.NIL));
  }

  FlowIndex(FlowRecords records, IntFunction<Int2IntHashMap> newMap) {
    this.records = records;
    this.newMap = newMap;
    this.maps = new Int2IntHashMap[] {newMap.apply(LEAST_ENTRIES)};
  }

  /** The record of a segment's flow, or {@link Slab#NIL}. */
  int find(long hash, Segment segment) {
    int flow = first(hash);
    while (flow != Slab.NIL && !records.isOf(flow, segment)) {
      flow = records.next(flow);
    }
    return flow;
  }

  /** A record with this hash, without reading it or verifying its tuple, or {@link Slab#NIL}. */
  int first(long hash) {
    int key = keyOf(hash);
    return maps[placeOf(key)].get(key);
  }

  /**
   * Adds a flow that is not in the index.
   *
   * @throws OutOfMemoryError if its map cannot grow; the index is unchanged
   */
  void add(long hash, int flow) {
    int key = keyOf(hash);
    Int2IntHashMap map = maps[placeOf(key)];
    if (map.size() >= FLOWS_PER_MAP) {
      split(placeOf(key));
      map = maps[placeOf(key)];
    }
    records.setNext(flow, map.get(key));
    try {
      map.put(key, flow);
    } catch (OutOfMemoryError e) {
      // The map counts the entry before it grows. If kept, such entries would fill it, and a search
      // would never end.
      map.remove(key);
      throw e;
    }
  }

  /** Moves half of a map's flows to a new one, while bits are left to distinguish them. */
  private void split(int place) {
    if (bitsUsed[place] == MOST_BITS) {
      return;
    }
    if (bitsUsed[place] == bits) {
      doubleDirectory();
      place *= 2;
    }
    Int2IntHashMap map = maps[place];
    Int2IntHashMap upper = newMap.apply(ENTRIES_PER_MAP);
    int shared = 1 << (bits - bitsUsed[place]);
    int from = place & -shared;
    int middle = from + shared / 2;
    map.forEachInt(
        (key, flow) -> {
          if (placeOf(key) >= middle) {
            upper.put(key, flow);
          }
        });
    upper.forEachInt((key, flow) -> map.remove(key));
    Arrays.fill(maps, middle, from + shared, upper);
    Arrays.fill(bitsUsed, from, from + shared, (byte) (bitsUsed[place] + 1));
  }

  private void doubleDirectory() {
    Int2IntHashMap[] twice = new Int2IntHashMap[2 * maps.length];
    byte[] bitsOfTwice = new byte[twice.length];
    for (int i = 0; i < twice.length; i++) {
      twice[i] = maps[i / 2];
      bitsOfTwice[i] = bitsUsed[i / 2];
    }
    maps = twice;
    bitsUsed = bitsOfTwice;
    bits++;
  }

  /** Removes a flow that is in the index. */
  void remove(long hash, int flow) {
    int key = keyOf(hash);
    Int2IntHashMap map = maps[placeOf(key)];
    int next = records.next(flow);
    int before = map.get(key);
    if (before != flow) {
      while (records.next(before) != flow) {
        before = records.next(before);
      }
      records.setNext(before, next);
    } else if (next == Slab.NIL) {
      map.remove(key);
    } else {
      map.put(key, next);
    }
  }

  /** Bytes allocated. */
  long bytes() {
    long entries = 0;
    for (int i = 0; i < maps.length; i += 1 << (bits - bitsUsed[i])) {
      entries += maps[i].capacity();
    }
    return entries * 2 * Integer.BYTES;
  }

  private int placeOf(int key) {
    int spread = key * SPREAD;
    return (int) (Integer.toUnsignedLong(spread) >>> (Integer.SIZE - bits));
  }

  private static int keyOf(long hash) {
    return (int) (hash >>> Integer.SIZE);
  }
}
