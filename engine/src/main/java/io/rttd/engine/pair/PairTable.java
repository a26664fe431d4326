package io.rttd.engine.pair;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.snapshot.CountPages;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairCounter;
import io.rttd.model.PairKey;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.Service;
import io.rttd.model.TupleHash;

/**
 * The pairs of one shard (src and dst, with their service where services are configured), under a
 * hard cap and a budget.
 *
 * <p>A pair lives while a flow refers to it or the current interval has a sample of it. Beyond the
 * cap, or without memory, pairs share one: {@link PairKey#OTHER}. No sample is lost: if there is no
 * memory to count it for its pair, it is counted there.
 *
 * <p>Places are not first come, first served for good. {@link HeavyHitters} tells which of the
 * pairs in OTHER are busy, and at the end of an interval each of them replaces a pair with much
 * less traffic: the lightest of {@value #CANDIDATES} that a hand passes. The displaced pair's flows
 * count as OTHER from their next sample on.
 */
public final class PairTable {
  private static final int NONE = PairPlaces.NONE;
  private static final int OTHER = PairPlaces.OTHER;
  private static final int CANDIDATES = 16;

  /** A prime step, so that the hand visits every place, but not neighbours in sequence. */
  private static final long HAND_STRIDE = 1_000_003;

  /**
   * A newcomer with fewer samples displaces no pair, so that light pairs do not keep replacing each
   * other.
   */
  private static final int LEAST_SAMPLES = 16;

  /** Maximum number of pairs that a live capture names in an interval only for their counts. */
  public static final int NAMED_FOR_COUNTS = 4096;

  /** Factor by which a newcomer must be busier. */
  private static final int BUSIER = 4;

  private static final int LEAST_NEWCOMERS = 64;
  private static final int MOST_NEWCOMERS = 4096;
  private static final int NEWCOMERS_SHARE = 16;

  private final TupleHash tupleHash;
  private final PairPlaces places;
  private final PairIntervals intervals;
  private final HeavyHitters newcomers;
  private final int maxNamedForCounts;
  private int hand;
  private int namedForCounts;
  private long folded;
  private long displaced;

  /**
   * Creates an empty table.
   *
   * @param maxPeers maximum number of pairs, not counting the one for all others
   * @param maxNamedForCounts maximum number of pairs that get a name in an interval only for their
   *     counts
   * @param highestTrackableNs longest RTT to record
   * @param tupleHash hash of the pairs
   * @param memory budget of the pairs
   * @param countMemory budget of their counts
   */
  public PairTable(
      int maxPeers,
      int maxNamedForCounts,
      long highestTrackableNs,
      TupleHash tupleHash,
      MemoryBudget.Share memory,
      MemoryBudget.Share countMemory) {
    this.tupleHash = tupleHash;
    this.maxNamedForCounts = maxNamedForCounts;
    places = new PairPlaces(maxPeers, memory);
    intervals = new PairIntervals(highestTrackableNs, memory, new CountPages(countMemory));
    newcomers = new HeavyHitters(newcomersWithin(maxPeers, memory));
  }

  /** Bytes of the pair for all others: the minimum budget. */
  public static long leastBytes() {
    return PairIntervals.LEAST_BYTES + HeavyHitters.WAYS * HeavyHitters.BYTES_PER_ENTRY;
  }

  private static int newcomersWithin(int maxPeers, MemoryBudget.Share memory) {
    long affordable = memory.mostBytes() / NEWCOMERS_SHARE / HeavyHitters.BYTES_PER_ENTRY;
    int wanted = Math.min(Math.max(maxPeers, LEAST_NEWCOMERS), MOST_NEWCOMERS);
    int entries = (int) Math.max(HeavyHitters.WAYS, Math.min(affordable, wanted));
    return memory.tryTake((long) entries * HeavyHitters.BYTES_PER_ENTRY)
        ? entries
        : HeavyHitters.WAYS;
  }

  /**
   * Returns the current pair of a half flow. Call it for each sample, unless the previous result
   * {@link #isNamed}: the pair may have been displaced or given a place since.
   *
   * @param peer the previous result for this half flow, or {@link PairLink#NONE}
   * @return index of the pair, held for the half flow until {@link #release}, instead of {@code
   *     peer}
   */
  public int resolve(int peer, long srcHi, long srcLo, long dstHi, long dstLo, Service service) {
    if (isNamed(peer)) {
      return peer;
    }
    if (peer > OTHER) {
      release(peer);
    }
    long hash = tupleHash.ofPair(srcHi, srcLo, dstHi, dstLo, service.id());
    int found = find(hash, srcHi, srcLo, dstHi, dstLo, service);
    if (found == OTHER) {
      newcomers.count(hash, srcHi, srcLo, dstHi, dstLo, service);
      folded += peer == OTHER ? 0 : 1;
    } else {
      places.get(found).flows++;
    }
    return found;
  }

  /** Whether a result of {@link #resolve} is still a pair with a name of its own. */
  public boolean isNamed(int peer) {
    return peer > OTHER && places.get(peer).key != null;
  }

  /**
   * Returns the pair of these addresses for a single count, without a reference. It gets a name for
   * that only within limits, so that a flood of connections does not take other pairs' names.
   */
  public int locate(long srcHi, long srcLo, long dstHi, long dstLo, Service service) {
    long hash = tupleHash.ofPair(srcHi, srcLo, dstHi, dstLo, service.id());
    boolean known = places.find(hash) != NONE;
    int found =
        known || namedForCounts < maxNamedForCounts
            ? find(hash, srcHi, srcLo, dstHi, dstLo, service)
            : OTHER;
    if (found == OTHER) {
      folded++;
    } else if (!known) {
      namedForCounts++;
    }
    return found;
  }

  /** Whether {@link #resolve} would give the same index again; false before the first time. */
  public boolean isCurrent(int peer) {
    return peer >= OTHER && places.get(peer).key != null;
  }

  /** Releases a reference that {@link #resolve} returned. */
  public void release(int peer) {
    if (peer == OTHER) {
      return;
    }
    places.leave(peer);
  }

  private int find(long hash, long srcHi, long srcLo, long dstHi, long dstLo, Service service) {
    int peer = places.find(hash);
    if (peer != NONE) {
      return isOf(places.get(peer).key, srcHi, srcLo, dstHi, dstLo, service) ? peer : OTHER;
    }
    if (!places.mayName() || !places.hasRoom()) {
      return OTHER;
    }
    return places.add(hash, new PairKey(srcHi, srcLo, dstHi, dstLo, service));
  }

  /**
   * Records a sample in the pair's current interval, or in that of OTHER.
   *
   * @param peer result of {@link #resolve}
   * @param timeNs when the ACK passed, ns since the epoch
   * @param rttNs the RTT, 0 to the highest trackable
   * @param previousRttNs the same flow's sample before this one, or {@link RttStats#NO_PREVIOUS}
   * @param sampleClass whether its ACK may have waited
   * @param kind what was timed
   */
  public void record(
      int peer,
      long timeNs,
      long rttNs,
      long previousRttNs,
      SampleClass sampleClass,
      SegmentKind kind) {
    if (!current(peer).record(timeNs, rttNs, previousRttNs, sampleClass, kind)) {
      folded++;
      current(OTHER).record(timeNs, rttNs, previousRttNs, sampleClass, kind);
    }
  }

  /**
   * Records another time in the pair's current interval, or in that of OTHER, which has room for
   * times of sixteen octaves.
   */
  public void record(int peer, PairTime time, long ns) {
    if (!current(peer).record(time, ns)) {
      folded++;
      current(OTHER).record(time, ns);
    }
  }

  /**
   * Prefetches the counter of a sample.
   *
   * @return an arbitrary value; use it, or the JIT removes the read
   */
  long touch(int peer, SampleClass sampleClass, long rttNs) {
    PairInterval interval = places.get(peer).current;
    return interval == null ? 0 : interval.touch(sampleClass, rttNs);
  }

  /** As {@link #touch(int, SampleClass, long)}, for another time. */
  long touch(int peer, PairTime time, long ns) {
    PairInterval interval = places.get(peer).current;
    return interval == null ? 0 : interval.touch(time, ns);
  }

  /** As {@link #touch(int, SampleClass, long)}, for counts other than samples. */
  long touch(int peer) {
    PairInterval interval = places.get(peer).current;
    return interval == null ? 0 : interval.counts().get(PairCounter.SEGMENTS);
  }

  /** Adds to a pair's counts other than samples. */
  public void add(int peer, PairCounter counter, long amount) {
    current(peer).add(counter, amount);
  }

  private PairInterval current(int peer) {
    PairPlaces.Place place = places.get(peer);
    if (place.current == null) {
      place.current = peer == OTHER ? intervals.forOther() : intervals.forPair(place.key);
      if (place.current == null) {
        folded++;
        place.current = current(OTHER);
      }
    }
    return place.current;
  }

  /**
   * Moves the current interval of each pair into a snapshot, drops unused pairs, and assigns places
   * to busy newcomers. The interval of {@link PairKey#OTHER} stays if no empty one is available.
   */
  public void handOver(ShardSnapshot snapshot) {
    PairInterval other = places.get(OTHER).current;
    for (int i = OTHER + 1; i < places.count(); i++) {
      PairPlaces.Place place = places.get(i);
      if (place.key == null) {
        continue;
      }
      boolean own = place.current != null && place.current != other;
      if (own) {
        snapshot.add(place.current);
      }
      if (own || place.current == null) {
        place.lastSamples = own ? place.current.count() : 0;
      }
      place.current = null;
      if (place.flows == 0) {
        places.forget(i);
      }
    }
    if (intervals.hasOneForOther()) {
      handOverOther(snapshot);
    }
    namedForCounts = 0;
    placeNewcomers();
  }

  /** Moves what {@link #handOver} left behind into the last snapshot. */
  public void handOverOther(ShardSnapshot snapshot) {
    PairInterval other = places.get(OTHER).current;
    if (other != null) {
      snapshot.add(other);
      places.get(OTHER).current = null;
    }
  }

  private void placeNewcomers() {
    int count = newcomers.rank(LEAST_SAMPLES);
    for (int rank = 0; rank < count; rank++) {
      boolean isNew = places.find(newcomers.hash(rank)) == NONE;
      if (isNew
          && (places.mayName() || displaceOneFor(newcomers.samples(rank)))
          && places.hasRoom()) {
        int peer = places.add(newcomers.hash(rank), newcomers.key(rank));
        places.get(peer).lastSamples = newcomers.samples(rank);
      }
    }
    newcomers.clear();
  }

  /** Takes the name of the lightest pair that the hand passes, if that is light enough. */
  private boolean displaceOneFor(int samples) {
    int lightest = NONE;
    int passed = 0;
    for (int i = 1; i < places.count() && passed < CANDIDATES; i++) {
      hand = (int) ((hand + HAND_STRIDE) % (places.count() - 1));
      int peer = OTHER + 1 + hand;
      if (places.get(peer).key != null) {
        passed++;
        if (lightest == NONE || places.get(peer).lastSamples < places.get(lightest).lastSamples) {
          lightest = peer;
        }
      }
    }
    boolean displaces =
        lightest != NONE
            && places.get(lightest).lastSamples <= samples / BUSIER
            && (places.get(lightest).flows == 0 || places.hasRoom());
    if (displaces) {
      places.forget(lightest);
      displaced++;
    }
    return displaces;
  }

  /** Recycles the intervals of a snapshot that was read. */
  public void takeBack(ShardSnapshot snapshot) {
    intervals.takeBack(snapshot);
  }

  /** Current number of pairs, not counting the one for all others. */
  public int size() {
    return places.named();
  }

  /** Number of half flows, intervals and samples folded into OTHER so far. */
  public long folded() {
    return folded;
  }

  /** Number of pairs that have lost their place to a busier one so far. */
  public long displaced() {
    return displaced;
  }

  /** Bytes taken. */
  public long bytes() {
    return intervals.bytes();
  }

  private static boolean isOf(
      PairKey key, long srcHi, long srcLo, long dstHi, long dstLo, Service service) {
    return key.srcHi() == srcHi
        && key.srcLo() == srcLo
        && key.dstHi() == dstHi
        && key.dstLo() == dstLo
        && key.service().id() == service.id();
  }
}
