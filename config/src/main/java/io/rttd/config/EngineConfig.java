package io.rttd.config;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Settings of one engine, fully resolved: nothing is derived later.
 *
 * @param idleTtl silence after which a flow is dropped; {@link #NEVER} keeps it until memory is
 *     short
 * @param finishedTtl silence after which a finished flow (FIN both ways, or RST) is dropped; {@link
 *     #NEVER} keeps it until memory is short
 * @param maxRtt RTTs above this are not samples (verdict {@code clock})
 * @param memoryLimitBytes budget for flows, segments and histograms of this engine together
 * @param maxFlows hard cap of flows, or 0 to derive it from the budget
 * @param maxPeers hard cap of (src, dst) pairs, or 0 to derive it from the budget
 * @param shards handler threads; 0 runs the handlers on the publishing thread, without a ring
 * @param ringSize slots of each shard's ring, a power of two
 * @param waitStrategy how a shard waits for segments
 * @param connectTimeout time after which a SYN without an answer is a failed connection
 * @param files whether it reads capture files to their ends: then flows, segments and pairs share
 *     the memory almost freely, and every pair has a name until it is used up
 */
public record EngineConfig(
    Duration idleTtl,
    Duration finishedTtl,
    Duration maxRtt,
    long memoryLimitBytes,
    int maxFlows,
    int maxPeers,
    int shards,
    int ringSize,
    WaitStrategyKind waitStrategy,
    Duration connectTimeout,
    boolean files) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** A time to live longer than any capture. */
  public static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  /** Uses the default connect timeout, for live captures. */
  public EngineConfig(
      Duration idleTtl,
      Duration finishedTtl,
      Duration maxRtt,
      long memoryLimitBytes,
      int maxFlows,
      int maxPeers,
      int shards,
      int ringSize,
      WaitStrategyKind waitStrategy) {
    this(
        idleTtl,
        finishedTtl,
        maxRtt,
        memoryLimitBytes,
        maxFlows,
        maxPeers,
        shards,
        ringSize,
        waitStrategy,
        CONNECT_TIMEOUT,
        false);
  }

  /**
   * The same for capture files, which keep flows until memory is short. Shards poll their rings: a
   * reader that wakes them for each batch has less time to read.
   *
   * @param finished silence after which a finished flow is dropped all the same
   */
  public EngineConfig forFiles(Duration finished) {
    return with(
        draft -> {
          draft.idleTtl = NEVER;
          draft.finishedTtl = finished;
          draft.files = true;
          draft.waitStrategy = WaitStrategyKind.SLEEPING;
        });
  }

  /** One of several equal shares: of the memory, the caps and the threads, at least one of each. */
  public EngineConfig sharedBy(int engines) {
    return partOf(engines).withShards(share(shards, engines));
  }

  /** One of several engines that take turns on the same threads: of the memory and the caps. */
  public EngineConfig partOf(int parts) {
    return with(
        draft -> {
          draft.memoryLimitBytes = Math.max(1, memoryLimitBytes / parts);
          draft.maxFlows = share(maxFlows, parts);
          draft.maxPeers = share(maxPeers, parts);
        });
  }

  /** 0 has a special meaning and is kept. */
  private static int share(int whole, int engines) {
    return whole == 0 ? 0 : Math.max(1, whole / engines);
  }

  /** The same with flows that stay until memory is short. */
  public EngineConfig keepingFlows() {
    return with(
        draft -> {
          draft.idleTtl = NEVER;
          draft.finishedTtl = NEVER;
        });
  }

  /** The same with another {@link #maxRtt}. */
  public EngineConfig withMaxRtt(Duration other) {
    return with(draft -> draft.maxRtt = other);
  }

  /** The same with another {@link #memoryLimitBytes}. */
  public EngineConfig withMemoryLimit(long bytes) {
    return with(draft -> draft.memoryLimitBytes = bytes);
  }

  /** The same with another {@link #maxFlows}. */
  public EngineConfig withMaxFlows(int flows) {
    return with(draft -> draft.maxFlows = flows);
  }

  /** The same with other {@link #shards}; 0: the publishing thread does all the work. */
  public EngineConfig withShards(int threads) {
    return with(draft -> draft.shards = threads);
  }

  /** The same with other rings. */
  public EngineConfig withRings(int size, WaitStrategyKind strategy) {
    return with(
        draft -> {
          draft.ringSize = size;
          draft.waitStrategy = strategy;
        });
  }

  /** The documented defaults, for a host with this many processors. */
  public static EngineConfig defaults(int processors) {
    return new EngineConfig(
        Duration.ofSeconds(300),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        256L << 20,
        0,
        0,
        Math.max(1, processors / 2),
        65_536,
        WaitStrategyKind.BLOCKING);
  }

  private EngineConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build();
  }

  /** A copy whose values can be set one by one. */
  private static final class Draft {
    private Duration idleTtl;
    private Duration finishedTtl;
    private Duration maxRtt;
    private long memoryLimitBytes;
    private int maxFlows;
    private int maxPeers;
    private int shards;
    private int ringSize;
    private WaitStrategyKind waitStrategy;
    private final Duration connectTimeout;
    private boolean files;

    private Draft(EngineConfig from) {
      idleTtl = from.idleTtl;
      finishedTtl = from.finishedTtl;
      maxRtt = from.maxRtt;
      memoryLimitBytes = from.memoryLimitBytes;
      maxFlows = from.maxFlows;
      maxPeers = from.maxPeers;
      shards = from.shards;
      ringSize = from.ringSize;
      waitStrategy = from.waitStrategy;
      connectTimeout = from.connectTimeout;
      files = from.files;
    }

    private EngineConfig build() {
      return new EngineConfig(
          idleTtl,
          finishedTtl,
          maxRtt,
          memoryLimitBytes,
          maxFlows,
          maxPeers,
          shards,
          ringSize,
          waitStrategy,
          connectTimeout,
          files);
    }
  }
}
