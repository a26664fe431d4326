package io.rttd.engine.shard;

import io.rttd.config.EngineConfig;
import io.rttd.engine.flow.FlowTable;
import io.rttd.engine.peer.PeerTable;
import io.rttd.engine.rtt.RttMatcher;
import io.rttd.engine.snapshot.PeerInterval;

/**
 * One shard's share of the engine's budget.
 *
 * @param maxFlows never more flows
 * @param maxSlots never more outstanding segments, of all flows
 * @param maxSlotsPerFlow never more outstanding segments of one direction of one flow
 * @param maxPeers never more (src, dst) pairs
 * @param idleTtlNs silence after which a flow is dropped
 * @param finishedTtlNs silence after which a finished flow is dropped
 * @param maxRttNs longest RTT that is a sample
 */
public record ShardLimits(
    int maxFlows,
    int maxSlots,
    int maxSlotsPerFlow,
    int maxPeers,
    long idleTtlNs,
    long finishedTtlNs,
    long maxRttNs) {

  /** Shares of the budget, in percent; the rest is for pairs. */
  private static final int FLOWS_PERCENT = 50;

  private static final int SLOTS_PERCENT = 20;

  /** The pair for all that are beyond the cap takes its share too. */
  private static final int PAIR_OF_OTHERS = 1;

  private static final int MAX_SLOTS_PER_FLOW = 8192;
  private static final int MAX_RECORDS = 1 << 26;

  /** Divides an engine's budget among its shards. */
  public static ShardLimits of(EngineConfig config) {
    int shards = Math.max(1, config.shards());
    long budget = config.memoryLimitBytes() / shards;
    long flows = budget * FLOWS_PERCENT / 100 / FlowTable.BYTES_PER_FLOW;
    long slots = budget * SLOTS_PERCENT / 100 / RttMatcher.slotBytes();
    long peers =
        budget
            * (100 - FLOWS_PERCENT - SLOTS_PERCENT)
            / 100
            / (PeerTable.INTERVALS_PER_PEER * PeerInterval.MAX_BYTES);
    return new ShardLimits(
        cap(flows, config.maxFlows(), shards),
        (int) Math.max(1, Math.min(slots, MAX_RECORDS)),
        MAX_SLOTS_PER_FLOW,
        cap(peers - PAIR_OF_OTHERS, config.maxPeers(), shards),
        config.idleTtl().toNanos(),
        config.finishedTtl().toNanos(),
        config.maxRtt().toNanos());
  }

  private static int cap(long byBudget, int configured, int shards) {
    long wanted = configured > 0 ? Math.max(1, configured / shards) : MAX_RECORDS;
    return (int) Math.max(1, Math.min(byBudget, Math.min(wanted, MAX_RECORDS)));
  }
}
