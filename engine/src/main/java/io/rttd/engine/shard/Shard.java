package io.rttd.engine.shard;

import io.rttd.engine.flow.FlowTable;
import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.pair.FlowPairs;
import io.rttd.engine.pair.PairLink;
import io.rttd.engine.pair.PairTable;
import io.rttd.engine.pair.SampleBatch;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.ConnectionTracker;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.engine.rtt.MatchHandler;
import io.rttd.engine.rtt.PairCountHandler;
import io.rttd.engine.rtt.ResponseTracker;
import io.rttd.engine.rtt.RttMatcher;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.Completeness;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.model.Segment;
import io.rttd.model.SegmentAccount;
import io.rttd.model.SegmentKind;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.TupleHash;
import io.rttd.model.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * One shard: its flows, their matcher and their pairs, all on one thread.
 *
 * <p>It handles segments and ticks in ring order. Snapshots are handed over at a report tick and
 * come back through a queue, which is the only state shared with another thread.
 */
public final class Shard implements MatchHandler, PairCountHandler, ResponseTracker.Handler {
  private static final List<Verdict> SAMPLES =
      Arrays.stream(Verdict.values()).filter(Verdict::isSample).toList();

  private final int number;
  private final int shardCount;
  private final FlowTable flows;
  private final RttMatcher matcher;
  private final ConnectionTracker connections = new ConnectionTracker(this);
  private final ResponseTracker responses;
  private final long unansweredNs;
  private final Prefetcher lookAhead;
  private final PairTable peers;
  private final FlowPairs pairs;
  private final SampleBatch samples;
  private final VerdictListener verdicts;
  private final SnapshotListener snapshots;
  private final Queue<ShardSnapshot> returned = new ConcurrentLinkedQueue<>();
  private final HalfFlow sender = new HalfFlow();
  private final HalfFlow receiver = new HalfFlow();
  private final long[] verdictCounts = new long[Verdict.values().length];
  private final OneWayCount oneWay = new OneWayCount();
  private final Segment addresses = new Segment();
  private final IntConsumer expireHalfOpen = this::expireHalfOpen;
  private final ClosedWindows closedWindows = new ClosedWindows();
  private final IntConsumer releasePairs = this::releasePairs;
  private final IntPredicate countClosedWindow = this::countClosedWindow;
  private int senderEnd;
  private long nowNs;
  private long intervalStartNs = Segment.NO_TIME;
  private long samplesBefore;
  private long evictedBefore;
  private long foldedBefore;
  private SegmentAccount segmentsBefore = SegmentAccount.NONE;
  private Completeness completenessBefore = Completeness.NONE;

  /**
   * Creates a shard without flows.
   *
   * @param number its number, from 0
   * @param shardCount number of shards
   * @param limits its share of the engine's budget
   * @param hash the engine's seeded hash
   * @param services returns the current table of server ports; called at each tick
   * @param verdicts called for each verdict
   * @param snapshots receives the snapshots
   */
  public Shard(
      int number,
      int shardCount,
      ShardLimits limits,
      TupleHash hash,
      Supplier<ServicePorts> services,
      VerdictListener verdicts,
      SnapshotListener snapshots) {
    this.number = number;
    this.shardCount = shardCount;
    this.verdicts = verdicts;
    this.snapshots = snapshots;
    MemoryBudget memory = new MemoryBudget(limits.memoryBytes());
    MemoryBudget.Share flowMemory = memory.share(limits.flowBytes());
    MemoryBudget.Share slotMemory = memory.share(limits.slotBytes());
    MemoryBudget.Share pairMemory = memory.share(limits.pairBytes());
    MemoryBudget.Share countMemory = memory.share(limits.countBytes());
    matcher =
        new RttMatcher(
            ShardLimits.MAX_RECORDS,
            slotMemory,
            limits.maxSlotsPerFlow(),
            limits.maxRttNs(),
            this,
            verdicts);
    responses = new ResponseTracker(PairInterval.LONGEST_NS, this);
    peers =
        new PairTable(
            limits.maxPeers(),
            limits.maxNamedForCounts(),
            limits.maxRttNs(),
            hash,
            pairMemory,
            countMemory);
    pairs = new FlowPairs(peers, services);
    samples = new SampleBatch(peers);
    unansweredNs = limits.connectTimeoutNs();
    flows =
        new FlowTable(
            limits.maxFlows(),
            flowMemory,
            limits.idleTtlNs(),
            limits.finishedTtlNs(),
            hash,
            this::onRemoval);
    lookAhead = new Prefetcher(flows, matcher);
  }

  /** Prefetches for the next slots of a ring, if that pays. */
  Prefetcher lookAhead() {
    return lookAhead;
  }

  /**
   * Handles one slot of the ring, for which the shard prefetched.
   *
   * @param hint the flow that {@link Prefetcher} found
   */
  void onSlot(Segment slot, long hash, int hint) {
    if (slot.kind != Segment.KIND_SEGMENT) {
      onSlot(slot);
    } else if (!isToItself(slot)) {
      onSegment(slot, flows.findOrAdd(slot, hash, hint));
    }
  }

  /** Handles one slot of the ring. */
  public void onSlot(Segment slot) {
    switch (slot.kind) {
      case Segment.KIND_SEGMENT -> {
        if (!isToItself(slot)) {
          onSegment(slot, flows.findOrAdd(slot));
        }
      }
      case Segment.KIND_TICK -> {
        nowNs = slot.timeNs;
        if (pairs.takePorts()) {
          flows.forEach(releasePairs);
        }
        flows.sweep(slot.timeNs, expireHalfOpen);
      }
      case Segment.KIND_GAP -> {
        matcher.gap(slot.timeNs);
        responses.gap(slot.timeNs);
      }
      case Segment.KIND_REPORT -> handOver(slot.timeNs, false);
      case Segment.KIND_LAST_REPORT -> handOver(slot.timeNs, true);
      default -> throw new IllegalArgumentException("slot of kind " + slot.kind);
    }
  }

  private void onSegment(Segment segment, int flow) {
    verdicts.onSegment(segment);
    if (intervalStartNs == Segment.NO_TIME) {
      intervalStartNs = segment.timeNs;
    }
    boolean forward = flows.wrapEnds(flow, segment, sender, receiver);
    senderEnd = flow << 1 | (forward ? 0 : 1);
    if (!receiver.isSeen()) {
      oneWay.add(segment);
    }
    if (segment.has(TcpFlags.SYN)) {
      pairs.onSyn(segment, sender, receiver);
    }
    connections.onSegment(segment, sender, receiver);
    long exchange = flows.exchangeAddress(flow);
    if (pairs.knowsPorts() && responses.isServerUnknown(exchange)) {
      findServer(segment, forward, exchange);
    }
    responses.onSegment(segment, sender, receiver, forward, exchange);
    matcher.onSegment(segment, sender, receiver);
    flows.updateState(flow, sender, receiver);
  }

  private void findServer(Segment segment, boolean fromFirst, long exchange) {
    int server = pairs.serverByPort(segment);
    if (server != 0) {
      responses.setServer(exchange, fromFirst == (server == Segment.TIMED_SRC));
    }
  }

  /** Reports a copy of an earlier segment, which is not handled. */
  void onDuplicate(Segment copy) {
    verdicts.onDuplicate(copy);
  }

  /** Samples so far; approximate on any thread but the shard's. */
  public long samples() {
    long sum = samplesBefore;
    for (Verdict verdict : SAMPLES) {
      sum += verdictCounts[verdict.ordinal()];
    }
    return sum;
  }

  private static boolean isToItself(Segment segment) {
    return segment.srcPort == segment.dstPort
        && segment.srcLo == segment.dstLo
        && segment.srcHi == segment.dstHi;
  }

  @Override
  public void onVerdict(HalfFlow dataSender, AckVerdict verdict) {
    verdictCounts[verdict.verdict().ordinal()]++;
    if (verdict.verdict().isSample()) {
      Segment ack = verdict.acknowledgement();
      int peer = pairs.resolve(ack, /* bySource= */ false, sender, receiver);
      samples.add(
          peer,
          ack.timeNs,
          verdict.rttNs(),
          PairLink.lastRttNs(dataSender),
          verdict.sampleClass(),
          verdict.kind());
      PairLink.setLastRttNs(dataSender, verdict.rttNs());
      if (verdict.kind() == SegmentKind.SYN && ack.has(TcpFlags.SYN)) {
        samples.add(peer, PairTime.HANDSHAKE, verdict.rttNs());
      }
    }
  }

  @Override
  public void onResponse(Segment answer, HalfFlow server, HalfFlow client, long responseNs) {
    verdicts.onResponse(answer, responseNs);
    if ((answer.timed & Segment.TIMED_DST) != 0) {
      int pair = pairs.resolve(answer, /* bySource= */ false, server, client);
      samples.add(pair, PairTime.RESPONSE, responseNs);
    } else if ((answer.timed & Segment.TIMED_SRC) != 0) {
      int pair = pairs.resolve(answer, /* bySource= */ true, server, client);
      samples.add(pair, PairTime.RESPONSE, responseNs);
    }
  }

  @Override
  public void onFirstTransmission(HalfFlow dataSender, Segment segment, int segments) {
    int pair = PairLink.pair(dataSender);
    if (!peers.isCurrent(pair)) {
      pair = pairs.locate(segment, /* bySource= */ true, sender, receiver);
    }
    samples.addSegments(pair, segments);
  }

  @Override
  public void onRetransmission(HalfFlow dataSender, Segment segment, int segments) {
    int pair = pairs.resolve(segment, /* bySource= */ true, sender, receiver);
    peers.add(pair, PairCounter.RETRANSMITS, segments);
  }

  @Override
  public void onReordering(Segment segment, int segments) {
    if (segment.timed != 0) {
      boolean srcTimed = (segment.timed & Segment.TIMED_SRC) != 0;
      onCount(segment, srcTimed, PairCounter.OUT_OF_ORDER, segments);
    }
  }

  @Override
  public void onCount(Segment segment, boolean bySource, PairCounter counter, long amount) {
    int pair = pairs.locate(segment, bySource, sender, receiver);
    peers.add(pair, counter, amount);
    verdicts.onCount(segment, bySource, counter, amount);
    if (counter == PairCounter.ZERO_WINDOWS) {
      closedWindows.add(senderEnd);
    }
  }

  private boolean countClosedWindow(int end) {
    int flow = end >>> 1;
    return flows.isUsed(flow) && connections.countClosedWindow(endOf(flow, (end & 1) == 0), sender);
  }

  /** Between segments, so that {@link #sender} and {@link #receiver} are free. */
  private void onRemoval(int flow, boolean first, HalfFlow half) {
    if (ConnectionTracker.hasClosedWindow(half)) {
      addresses.timeNs = nowNs;
      connections.finish(endOf(flow, first), sender);
    }
    matcher.release(half);
    pairs.release(half);
  }

  private void expireHalfOpen(int flow) {
    connections.expire(endOf(flow, true), sender, nowNs - unansweredNs);
    connections.expire(endOf(flow, false), sender, nowNs - unansweredNs);
  }

  private void finishConnections(int flow) {
    connections.finish(endOf(flow, true), sender);
    connections.finish(endOf(flow, false), sender);
  }

  /** Wraps {@link #sender} around an end of a flow, and {@link #receiver} around the other. */
  private Segment endOf(int flow, boolean first) {
    flows.wrapHalf(flow, first, sender);
    flows.wrapHalf(flow, !first, receiver);
    flows.copyEnds(flow, first, addresses);
    int local = FlowPairs.localEnds(sender, receiver);
    addresses.timed = local == 0 ? Segment.TIMED_DST : local;
    return addresses;
  }

  /** Their services may have changed. */
  private void releasePairs(int flow) {
    pairs.releaseMoved(endOf(flow, true), sender, receiver);
  }

  private void handOver(long endNs, boolean last) {
    samples.drain();
    addresses.timeNs = endNs;
    if (last) {
      flows.forEach(this::finishConnections);
    } else {
      closedWindows.retainIf(countClosedWindow);
    }
    ShardSnapshot snapshot = null;
    ShardSnapshot back = returned.poll();
    while (back != null) {
      peers.takeBack(back);
      snapshot = back;
      back = returned.poll();
    }
    if (snapshot == null) {
      snapshot = new ShardSnapshot(number, shardCount, returned::add);
    }
    peers.handOver(snapshot);
    if (last) {
      peers.handOverOther(snapshot);
    }
    snapshot.seal(
        intervalStartNs == Segment.NO_TIME ? endNs : intervalStartNs,
        endNs,
        last,
        verdictCounts,
        gauges());
    samplesBefore = samples();
    Arrays.fill(verdictCounts, 0);
    intervalStartNs = endNs;
    snapshots.onSnapshot(snapshot);
  }

  private ShardGauges gauges() {
    SegmentAccount segments = matcher.account();
    Completeness completeness = matcher.completeness();
    ShardGauges gauges =
        new ShardGauges(
            flows.size(),
            peers.size(),
            flows.bytes() + matcher.bytes() + peers.bytes(),
            flows.evicted() - evictedBefore,
            peers.folded() - foldedBefore,
            segments.since(segmentsBefore),
            oneWay.take(),
            completeness.since(completenessBefore));
    evictedBefore = flows.evicted();
    foldedBefore = peers.folded();
    segmentsBefore = segments;
    completenessBefore = completeness;
    return gauges;
  }
}
