package io.rttd.engine.shard;

import io.rttd.config.EngineConfig;
import io.rttd.engine.flow.FlowTable;
import io.rttd.engine.pair.PairTable;

/**
 * One shard's share of the engine's budget.
 *
 * <p>Each user has a guaranteed part of its bytes; the rest is first come, first served. Flows are
 * guaranteed what their configured maximum takes, as far as the other guarantees permit.
 *
 * @param memoryBytes maximum for flows, segments and pairs together
 * @param flowBytes reserved for flows
 * @param slotBytes reserved for outstanding segments
 * @param pairBytes reserved for pairs
 * @param countBytes reserved for the counts of busy pairs
 * @param maxFlows maximum number of flows
 * @param maxSlotsPerFlow maximum number of outstanding segments per direction of a flow
 * @param maxPeers maximum number of pairs
 * @param maxNamedForCounts maximum number of pairs named in an interval only for their counts
 * @param idleTtlNs silence after which a flow is dropped
 * @param finishedTtlNs silence after which a finished flow is dropped
 * @param maxRttNs longest RTT that is a sample
 * @param connectTimeoutNs how long a SYN may wait for its answer
 */
public record ShardLimits(
    long memoryBytes,
    long flowBytes,
    long slotBytes,
    long pairBytes,
    long countBytes,
    int maxFlows,
    int maxSlotsPerFlow,
    int maxPeers,
    int maxNamedForCounts,
    long idleTtlNs,
    long finishedTtlNs,
    long maxRttNs,
    long connectTimeoutNs) {

  /** What is guaranteed, in percent of the budget. */
  private static final int FLOWS_PERCENT = 64;

  private static final int SLOTS_PERCENT = 5;
  private static final int PAIRS_PERCENT = 5;
  private static final int COUNTS_PERCENT = 5;

  /** What each user is guaranteed when files are read, in percent: enough to begin with. */
  private static final int FILES_PERCENT = 2;

  private static final int MAX_SLOTS_PER_FLOW = 8192;

  /** No record has a number beyond this. */
  static final int MAX_RECORDS = 1 << 26;

  /** Divides an engine's budget among its shards. */
  public static ShardLimits of(EngineConfig config) {
    int shards = Math.max(1, config.shards());
    long budget = config.memoryLimitBytes() / shards;
    boolean files = config.files();
    long slotBytes = budget * (files ? FILES_PERCENT : SLOTS_PERCENT) / 100;
    long countBytes = budget * (files ? FILES_PERCENT : COUNTS_PERCENT) / 100;
    long pairBytes =
        Math.max(PairTable.leastBytes(), budget * (files ? FILES_PERCENT : PAIRS_PERCENT) / 100);
    long mostForFlows = budget - slotBytes - countBytes - pairBytes;
    int maxFlows = cap(config.maxFlows(), shards);
    long wanted =
        config.maxFlows() > 0
            ? maxFlows * (FlowTable.BYTES_PER_FLOW * 9L / 8)
            : budget * (files ? FILES_PERCENT : FLOWS_PERCENT) / 100;
    return new ShardLimits(
        budget,
        Math.min(wanted, mostForFlows),
        slotBytes,
        pairBytes,
        countBytes,
        maxFlows,
        MAX_SLOTS_PER_FLOW,
        cap(config.maxPeers(), shards),
        files ? MAX_RECORDS : PairTable.NAMED_FOR_COUNTS,
        config.idleTtl().toNanos(),
        config.finishedTtl().toNanos(),
        config.maxRtt().toNanos(),
        Math.min(config.connectTimeout().toNanos(), config.idleTtl().toNanos()));
  }

  private static int cap(int configured, int shards) {
    return configured > 0 ? Math.min(MAX_RECORDS, Math.max(1, configured / shards)) : MAX_RECORDS;
  }
}
