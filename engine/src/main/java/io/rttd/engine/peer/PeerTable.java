package io.rttd.engine.peer;

import io.rttd.engine.flow.TupleHash;
import io.rttd.engine.snapshot.PeerInterval;
import io.rttd.engine.snapshot.PeerKey;
import io.rttd.engine.snapshot.ShardSnapshot;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;

/**
 * The (src, dst) pairs of one shard, under a hard cap.
 *
 * <p>A pair lives as long as a flow refers to it or the running interval has a sample of it. Beyond
 * the cap all pairs share one: {@link PeerKey#OTHER}. Intervals are recycled: what a snapshot takes
 * away comes back emptied, so in a steady state nothing is allocated.
 *
 * <p>There are {@value #INTERVALS_PER_PEER} intervals for each pair, one running and one being
 * reported. Where more are being reported, because nobody gives them back, pairs that find none
 * left join {@link PeerKey#OTHER} too, and its own interval goes on until there is one to take its
 * place.
 */
public final class PeerTable {
  /** One interval running and one being reported. */
  public static final int INTERVALS_PER_PEER = 2;

  private static final int NONE = -1;
  private static final int OTHER = 0;
  private static final int INITIAL_PEERS = 64;

  private final TupleHash tupleHash;
  private final int maxPeers;
  private final int maxIntervals;
  private final long highestTrackableNs;
  private final Long2LongHashMap index = new Long2LongHashMap(NONE);
  private final IntArrayList freePeers = new IntArrayList();
  private final ArrayDeque<PeerInterval> spareIntervals = new ArrayDeque<>();
  private Peer[] peers = new Peer[INITIAL_PEERS];
  private int peerCount;
  private int used;
  private long folded;
  private int intervals;

  private static final class Peer {
    PeerKey key;
    long hash;
    int flows;
    PeerInterval current;
  }

  /**
   * An empty table.
   *
   * @param maxPeers never more pairs than this, besides the one for all others
   * @param highestTrackableNs longest RTT that will be recorded
   * @param tupleHash where pairs are looked up
   */
  public PeerTable(int maxPeers, long highestTrackableNs, TupleHash tupleHash) {
    this.maxPeers = maxPeers;
    this.maxIntervals = Math.multiplyExact(INTERVALS_PER_PEER, maxPeers + 1);
    this.highestTrackableNs = highestTrackableNs;
    this.tupleHash = tupleHash;
    peers[OTHER] = new Peer();
    peers[OTHER].key = PeerKey.OTHER;
    peerCount = 1;
  }

  /** Index of the pair, held for one more half flow until {@link #release}. */
  public int acquire(long srcHi, long srcLo, long dstHi, long dstLo) {
    long hash = tupleHash.ofPair(srcHi, srcLo, dstHi, dstLo);
    int peer = (int) index.get(hash);
    if (peer == NONE) {
      peer = used < maxPeers ? add(hash, srcHi, srcLo, dstHi, dstLo) : OTHER;
    } else if (!isOf(peers[peer].key, srcHi, srcLo, dstHi, dstLo)) {
      peer = OTHER;
    }
    if (peer == OTHER) {
      folded++;
    }
    peers[peer].flows++;
    return peer;
  }

  /** Ends what {@link #acquire} began. */
  public void release(int peer) {
    peers[peer].flows--;
  }

  /** The pair's statistics of the running interval, to be added to. */
  public PeerInterval current(int peer) {
    Peer entry = peers[peer];
    if (entry.current == null) {
      if (peer != OTHER && !hasRoomBesideOther()) {
        folded++;
        entry.current = current(OTHER);
        return entry.current;
      }
      PeerInterval interval = spareIntervals.pollFirst();
      if (interval == null) {
        interval = new PeerInterval(highestTrackableNs);
        intervals++;
      }
      interval.reset(entry.key);
      entry.current = interval;
    }
    return entry.current;
  }

  /**
   * Moves the running interval of each pair into a snapshot, and forgets unused pairs. That of
   * {@link PeerKey#OTHER} stays if there is none to take its place.
   */
  public void handOver(ShardSnapshot snapshot) {
    PeerInterval other = peers[OTHER].current;
    for (int i = OTHER + 1; i < peerCount; i++) {
      Peer entry = peers[i];
      if (entry.key == null) {
        continue;
      }
      if (entry.current != null && entry.current != other) {
        snapshot.add(entry.current);
      }
      entry.current = null;
      if (entry.flows == 0) {
        index.remove(entry.hash);
        entry.key = null;
        freePeers.addInt(i);
        used--;
      }
    }
    if (room() > 0) {
      handOverOther(snapshot);
    }
  }

  /** Moves what {@link #handOver} left behind: for a snapshot that no other will follow. */
  public void handOverOther(ShardSnapshot snapshot) {
    PeerInterval other = peers[OTHER].current;
    if (other != null) {
      snapshot.add(other);
      peers[OTHER].current = null;
    }
  }

  private int room() {
    return spareIntervals.size() + maxIntervals - intervals;
  }

  private boolean hasRoomBesideOther() {
    return room() > (peers[OTHER].current == null ? 1 : 0);
  }

  /** Takes back the intervals of a snapshot that was read. */
  public void takeBack(ShardSnapshot snapshot) {
    spareIntervals.addAll(snapshot.peers());
    snapshot.clear();
  }

  /** Pairs held now, without the one for all others. */
  public int size() {
    return used;
  }

  /** How often so far a half flow, or a pair's interval, had to join {@link PeerKey#OTHER}. */
  public long folded() {
    return folded;
  }

  /** Bytes taken for intervals, at most. */
  public long bytes() {
    return intervals * PeerInterval.MAX_BYTES;
  }

  private int add(long hash, long srcHi, long srcLo, long dstHi, long dstLo) {
    int peer = freePeers.isEmpty() ? peerCount++ : freePeers.popInt();
    if (peer == peers.length) {
      peers = Arrays.copyOf(peers, peers.length * 2);
    }
    if (peers[peer] == null) {
      peers[peer] = new Peer();
    }
    Peer entry = peers[peer];
    entry.key = new PeerKey(srcHi, srcLo, dstHi, dstLo);
    entry.hash = hash;
    entry.flows = 0;
    index.put(hash, peer);
    used++;
    return peer;
  }

  private static boolean isOf(PeerKey key, long srcHi, long srcLo, long dstHi, long dstLo) {
    return key.srcHi() == srcHi
        && key.srcLo() == srcLo
        && key.dstHi() == dstHi
        && key.dstLo() == dstLo;
  }
}
