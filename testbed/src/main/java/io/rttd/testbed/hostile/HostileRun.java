package io.rttd.testbed.hostile;

import io.rttd.capture.FrameSource;
import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.CaptureCounter;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.SegmentPump;
import java.util.concurrent.TimeUnit;

/** Frames through decoder, flow table, matcher and histograms, all on the calling thread. */
final class HostileRun {
  private static final int BATCH = 256;
  private static final long REPORT_NS = TimeUnit.SECONDS.toNanos(1);

  private final HostileFrames frames;
  private final long limitBytes;
  private final CaptureCounters counters = new CaptureCounters();
  private long establishedSamples;
  private long samples;
  private long countedSamples;
  private long verdicts;
  private long countedVerdicts;
  private long memoryPeakBytes;
  private long evicted;
  private SegmentAccount segments = SegmentAccount.NONE;
  private long negative;

  /**
   * The frames' outcomes.
   *
   * @param frames handed over
   * @param wallNs elapsed time
   * @param memoryPeakBytes maximum in use at the end of any second of traffic
   * @param establishedSamples samples of the established connections
   * @param exchanges samples expected of them
   * @param samples samples found by the matcher
   * @param countedSamples samples held by the histograms
   * @param verdicts verdicts reached by the matcher
   * @param countedVerdicts verdicts counted by the snapshots
   * @param evicted flows evicted to make room for others
   * @param segments fate of the segments
   * @param negative samples below 0
   * @param counters frames by kind
   */
  record Result(
      long frames,
      long wallNs,
      long memoryPeakBytes,
      long establishedSamples,
      long exchanges,
      long samples,
      long countedSamples,
      long verdicts,
      long countedVerdicts,
      long evicted,
      SegmentAccount segments,
      long negative,
      CaptureCounters counters) {
    double nsPerFrame() {
      return (double) wallNs / frames;
    }

    /** Frames not handed to the engine, by reason. */
    long notMeasured() {
      return CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED).mapToLong(counters::get).sum();
    }
  }

  /**
   * Creates a run without starting it.
   *
   * @param limitBytes as {@code memory_limit}
   */
  HostileRun(HostileFrames frames, long limitBytes) {
    this.frames = frames;
    this.limitBytes = limitBytes;
  }

  /** Runs until the frames or the time run out. */
  Result run(long mostNs) {
    EngineConfig config = EngineConfig.defaults(1).withMemoryLimit(limitBytes).withShards(0);
    frames.rewind();
    try (CapturePipeline pipeline =
        CapturePipeline.of("hostile", frames, config)
            .counters(counters)
            .verdicts(this::onVerdict)
            .snapshots(this::onSnapshot)
            .reportEvery(REPORT_NS)
            .build()) {
      pipeline.start();
      SegmentPump pump = pipeline.pump();
      long startNs = System.nanoTime();
      long nowNs = startNs;
      while (nowNs - startNs < mostNs && pump.poll(BATCH) != FrameSource.END) {
        nowNs = System.nanoTime();
      }
      long wallNs = System.nanoTime() - startNs;
      pump.finish();
      return new Result(
          frames.handedOver(),
          wallNs,
          memoryPeakBytes,
          establishedSamples,
          frames.exchanges(),
          samples,
          countedSamples,
          verdicts,
          countedVerdicts,
          evicted,
          segments,
          negative,
          counters);
    }
  }

  private void onVerdict(AckVerdict verdict) {
    verdicts++;
    if (verdict.verdict().isSample()) {
      samples++;
      negative += verdict.rttNs() < 0 ? 1 : 0;
      int acknowledgersPort = verdict.acknowledgement().srcPort;
      establishedSamples += acknowledgersPort == HostileFrames.ESTABLISHED_PORT ? 1 : 0;
    }
  }

  private void onSnapshot(ShardSnapshot snapshot) {
    memoryPeakBytes = Math.max(memoryPeakBytes, snapshot.gauges().memoryBytes());
    evicted += snapshot.gauges().evictedFlows();
    segments = segments.then(snapshot.gauges().segments());
    for (Verdict verdict : Verdict.values()) {
      countedVerdicts += snapshot.verdicts(verdict);
    }
    for (PairInterval peer : snapshot.peers()) {
      countedSamples += peer.count();
    }
    snapshot.recycle();
  }
}
