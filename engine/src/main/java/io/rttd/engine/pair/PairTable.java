package io.rttd.engine.pair;

import io.rttd.engine.flow.TupleHash;
import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.snapshot.CountPages;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairCounter;
import io.rttd.model.PairKey;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;

/**
 * The (src, dst) pairs of one shard, under a hard cap and a budget.
 *
 * <p>A pair lives as long as a flow refers to it or the running interval has a sample of it. Beyond
 * the cap, or without memory, pairs share one: {@link PairKey#OTHER}. No sample is lost: where
 * there is no memory to count it for its pair, it is counted there.
 *
 * <p>Who came first does not keep a place for ever. {@link HeavyHitters} tells which of the pairs
 * in OTHER are busy, and at the end of an interval each of these takes the place of one that is
 * much lighter: the lightest of {@value #CANDIDATES} that a hand passes. The displaced pair's flows
 * find out with their next sample, and are counted as OTHER from then on.
 */
public final class PairTable {
  private static final int NONE = PairPlaces.NONE;
  private static final int OTHER = PairPlaces.OTHER;
  private static final int CANDIDATES = 16;

  /** A prime: in steps of it the hand passes every place, and no two neighbours one by one. */
  private static final long HAND_STRIDE = 1_000_003;

  /** A newcomer with fewer samples displaces nobody, so that light pairs do not come and go. */
  private static final int LEAST_SAMPLES = 16;

  /** Pairs that an interval names for their counts alone. */
  private static final int MOST_NAMED_FOR_COUNTS = 4096;

  /** How many times busier a newcomer must be. */
  private static final int BUSIER = 4;

  private static final int LEAST_NEWCOMERS = 64;
  private static final int MOST_NEWCOMERS = 4096;
  private static final int NEWCOMERS_SHARE = 16;

  private final TupleHash tupleHash;
  private final PairPlaces places;
  private final PairIntervals intervals;
  private final HeavyHitters newcomers;
  private int hand;
  private int namedForCounts;
  private long folded;
  private long displaced;

  /**
   * An empty table.
   *
   * @param maxPeers never more pairs than this, besides the one for all others
   * @param highestTrackableNs longest RTT that will be recorded
   * @param tupleHash where pairs are looked up
   * @param memory never more bytes for pairs than this gives
   * @param countMemory never more bytes for their counts than this gives
   */
  public PairTable(
      int maxPeers,
      long highestTrackableNs,
      TupleHash tupleHash,
      MemoryBudget.Share memory,
      MemoryBudget.Share countMemory) {
    this.tupleHash = tupleHash;
    places = new PairPlaces(maxPeers, memory);
    intervals = new PairIntervals(highestTrackableNs, memory, new CountPages(countMemory));
    newcomers = new HeavyHitters(newcomersWithin(maxPeers, memory));
  }

  /** What the pair for all others takes, and so the least that pairs need. */
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
   * The pair of a half flow, as it stands now. Call it for each sample: a pair may have been
   * displaced, or found a place.
   *
   * @param peer what this gave for the half flow before, or {@link
   *     io.rttd.engine.rtt.HalfFlow#NO_PEER}
   * @return index of the pair, held for the half flow until {@link #release}, instead of {@code
   *     peer}
   */
  public int resolve(int peer, long srcHi, long srcLo, long dstHi, long dstLo) {
    if (peer > OTHER && places.get(peer).key != null) {
      return peer;
    }
    if (peer > OTHER) {
      release(peer);
    }
    long hash = tupleHash.ofPair(srcHi, srcLo, dstHi, dstLo);
    int found = find(hash, srcHi, srcLo, dstHi, dstLo);
    if (found == OTHER) {
      newcomers.count(hash, srcHi, srcLo, dstHi, dstLo);
      folded += peer == OTHER ? 0 : 1;
    } else {
      places.get(found).flows++;
    }
    return found;
  }

  /**
   * The pair of these addresses, for a count and no longer: nothing holds it. A pair gets a name
   * for it only within limits, so that a flood of connections does not take the names of others.
   */
  public int locate(long srcHi, long srcLo, long dstHi, long dstLo) {
    long hash = tupleHash.ofPair(srcHi, srcLo, dstHi, dstLo);
    boolean known = places.find(hash) != NONE;
    int found =
        known || namedForCounts < MOST_NAMED_FOR_COUNTS
            ? find(hash, srcHi, srcLo, dstHi, dstLo)
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

  /** Ends what {@link #resolve} began. */
  public void release(int peer) {
    if (peer == OTHER) {
      return;
    }
    places.leave(peer);
  }

  private int find(long hash, long srcHi, long srcLo, long dstHi, long dstLo) {
    int peer = places.find(hash);
    if (peer != NONE) {
      return isOf(places.get(peer).key, srcHi, srcLo, dstHi, dstLo) ? peer : OTHER;
    }
    if (!places.mayName() || !places.hasRoom()) {
      return OTHER;
    }
    return places.add(hash, new PairKey(srcHi, srcLo, dstHi, dstLo));
  }

  /**
   * Adds a sample to the pair's running interval, or to that of OTHER.
   *
   * @param peer what {@link #resolve} gave
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
   * Brings the counter of a sample into the cache.
   *
   * @return anything, to be used, or the reading would be optimised away
   */
  long touch(int peer, SampleClass sampleClass, long rttNs) {
    PairInterval interval = places.get(peer).current;
    return interval == null ? 0 : interval.touch(sampleClass, rttNs);
  }

  /** As {@link #touch(int, SampleClass, long)}, of what is counted besides samples. */
  long touch(int peer) {
    PairInterval interval = places.get(peer).current;
    return interval == null ? 0 : interval.counts().get(PairCounter.SEGMENTS);
  }

  /** Adds to what is counted of a pair besides its samples. */
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
   * Moves the running interval of each pair into a snapshot, forgets unused pairs, and gives busy
   * newcomers a place. The interval of {@link PairKey#OTHER} stays if there is none to take its
   * place, because nobody gives them back.
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

  /** Moves what {@link #handOver} left behind: for a snapshot that no other will follow. */
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

  /** Takes the name of the lightest that the hand passes, if it is light enough. */
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

  /** Takes back the intervals of a snapshot that was read. */
  public void takeBack(ShardSnapshot snapshot) {
    intervals.takeBack(snapshot);
  }

  /** Pairs held now, without the one for all others. */
  public int size() {
    return places.named();
  }

  /** How often so far a half flow, a pair's interval or a sample had to join OTHER. */
  public long folded() {
    return folded;
  }

  /** How many pairs so far lost their place to a busier one. */
  public long displaced() {
    return displaced;
  }

  /** Bytes taken. */
  public long bytes() {
    return intervals.bytes();
  }

  private static boolean isOf(PairKey key, long srcHi, long srcLo, long dstHi, long dstLo) {
    return key.srcHi() == srcHi
        && key.srcLo() == srcLo
        && key.dstHi() == dstHi
        && key.dstLo() == dstLo;
  }
}
