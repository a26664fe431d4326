package io.rttd.engine.flow;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import java.util.function.Supplier;
import org.agrona.collections.Int2IntHashMap;

/**
 * Finds a flow's record by the hash of its tuple.
 *
 * <p>Small maps from half of the hash to a record's number: the lower half chooses the map and the
 * upper half is the key, since the shard was chosen by the upper half. An entry takes eight bytes,
 * eight entries a cache line, so that a lookup touches one line here and then the record, whose
 * tuple is verified. Flows of one map with the same key are chained through their records.
 *
 * <p>Each map doubles by itself, so growth never pauses a shard for longer than one small map
 * takes: some tens of microseconds. If there is no memory to double a map, the flow is not added
 * and the error is passed on; the map stays as it was, below its maximum load.
 */
final class FlowIndex {
  /** Bytes of an entry right after its map doubled, charged to the budget. */
  static final int BYTES_PER_FLOW = 20;

  private static final float MAX_LOAD = 0.8f;
  private static final int LEAST_ENTRIES = 8;

  /**
   * A map of 4,096 entries is half full with them: at the maximum, few maps are about to double.
   */
  private static final int FLOWS_PER_MAP = 2048;

  private static final long LOWER_HALF = 0xFFFF_FFFFL;

  private final Int2IntHashMap[] maps;
  private final FlowRecords records;
  private final Supplier<Int2IntHashMap> newMap;

  /**
   * Creates an empty index; memory is allocated as it grows.
   *
   * @param maxFlows maximum number of flows
   * @param records the flows' records, which hold the chains
   */
  FlowIndex(int maxFlows, FlowRecords records) {
    this(maxFlows, records, () -> new Int2IntHashMap(LEAST_ENTRIES, MAX_LOAD, Slab.NIL));
  }

  FlowIndex(int maxFlows, FlowRecords records, Supplier<Int2IntHashMap> newMap) {
    this.maps = new Int2IntHashMap[Math.max(1, maxFlows / FLOWS_PER_MAP)];
    this.records = records;
    this.newMap = newMap;
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
    Int2IntHashMap map = maps[mapOf(hash)];
    return map == null ? Slab.NIL : map.get(keyOf(hash));
  }

  /**
   * Adds a flow that is not in the index.
   *
   * @throws OutOfMemoryError if its map cannot grow; the index is unchanged
   */
  void add(long hash, int flow) {
    Int2IntHashMap map = maps[mapOf(hash)];
    if (map == null) {
      map = newMap.get();
      maps[mapOf(hash)] = map;
    }
    int key = keyOf(hash);
    records.setNext(flow, map.get(key));
    try {
      map.put(key, flow);
    } catch (OutOfMemoryError e) {
      // The map counts the entry before it grows. Kept, such entries would fill it, and no search
      // would end.
      map.remove(key);
      throw e;
    }
  }

  /** Removes a flow that is in the index. */
  void remove(long hash, int flow) {
    Int2IntHashMap map = maps[mapOf(hash)];
    int key = keyOf(hash);
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
    for (Int2IntHashMap map : maps) {
      entries += map == null ? 0 : map.capacity();
    }
    return entries * 2 * Integer.BYTES;
  }

  private int mapOf(long hash) {
    return (int) (((hash & LOWER_HALF) * maps.length) >>> Integer.SIZE);
  }

  private static int keyOf(long hash) {
    return (int) (hash >>> Integer.SIZE);
  }
}
