package io.rttd.engine.pair;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.PairKey;
import java.util.Arrays;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;

/**
 * Assigns places to pairs, under a hard cap and a budget.
 *
 * <p>Place {@value #OTHER} belongs to {@link PairKey#OTHER}. A place is taken while it has a key or
 * flows. A pair that loses its name keeps its place until its last flow is gone, so there are up to
 * two places per name.
 */
final class PairPlaces {
  /** The place of all pairs without a name of their own. */
  static final int OTHER = 0;

  /** No place. */
  static final int NONE = -1;

  /** Bytes of a named pair besides its intervals: key, index, its place and one displaced place. */
  static final int BYTES_PER_PAIR = 200;

  private static final int INITIAL_PLACES = 64;
  private static final int PLACES_PER_PAIR = 2;

  private final int maxPeers;
  private final MemoryBudget.Share memory;
  private final Long2LongHashMap index = new Long2LongHashMap(NONE);
  private final IntArrayList freePlaces = new IntArrayList();
  private Place[] places = new Place[INITIAL_PLACES];
  private int count;
  private int named;
  private int paidFor;

  /** Place of a pair; it has no key while displaced. */
  static final class Place {
    PairKey key;
    int flows;
    long lastSamples;
    PairInterval current;
    private long hash;
  }

  /**
   * Creates only the place of OTHER.
   *
   * @param maxPeers maximum number of pairs, not counting OTHER
   * @param memory budget of the pairs
   */
  PairPlaces(int maxPeers, MemoryBudget.Share memory) {
    this.maxPeers = maxPeers;
    this.memory = memory;
    places[OTHER] = new Place();
    places[OTHER].key = PairKey.OTHER;
    count = 1;
  }

  Place get(int place) {
    return places[place];
  }

  /** Number of places so far, used or free, numbered from 0. */
  int count() {
    return count;
  }

  /** Number of pairs with a name. */
  int named() {
    return named;
  }

  /** Place of a pair with this hash (possibly another pair), or {@link #NONE}. */
  int find(long hash) {
    return (int) index.get(hash);
  }

  /** Whether one more pair may have a name. */
  boolean mayName() {
    if (named == paidFor && named < maxPeers && memory.tryTake(BYTES_PER_PAIR)) {
      paidFor++;
    }
    return named < paidFor;
  }

  /** Whether a place is free; for each pair, one displaced pair may still have flows. */
  boolean hasRoom() {
    if (freePlaces.isEmpty()) {
      if (count > PLACES_PER_PAIR * paidFor) {
        return false;
      }
      if (count == places.length) {
        places = Arrays.copyOf(places, places.length * 2);
      }
      places[count] = new Place();
      freePlaces.addInt(count++);
    }
    return true;
  }

  /** Assigns a place to a pair; there must be one. */
  int add(long hash, PairKey key) {
    int free = freePlaces.popInt();
    Place place = places[free];
    place.key = key;
    place.hash = hash;
    place.flows = 0;
    place.lastSamples = 0;
    index.put(hash, free);
    named++;
    return free;
  }

  /** Removes the pair's name; its place is free once it has no flows. */
  void forget(int number) {
    Place place = places[number];
    index.remove(place.hash);
    place.key = null;
    named--;
    if (place.flows == 0) {
      freePlaces.addInt(number);
    }
  }

  /** Releases one flow's reference to the place. */
  void leave(int number) {
    Place place = places[number];
    place.flows--;
    if (place.flows == 0 && place.key == null) {
      freePlaces.addInt(number);
    }
  }
}
