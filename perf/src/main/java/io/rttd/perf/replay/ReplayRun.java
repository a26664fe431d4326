package io.rttd.perf.replay;

import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.SegmentPump;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Sends frames from memory through one pipeline, first to warm it up, then to measure it. */
final class ReplayRun {
  private static final int BATCH = 1024;
  private static final long MOST_LATENCY_NS = TimeUnit.SECONDS.toNanos(60);

  private final FramesInMemory frames;
  private final int shards;
  private final WaitStrategyKind waitStrategy;
  private final long framesPerSecond;
  private final Histogram latencies = new ConcurrentHistogram(MOST_LATENCY_NS, 3);
  private volatile boolean measuring;

  /**
   * The results of a run.
   *
   * @param packets number of measured packets
   * @param wallNs elapsed time for them
   * @param use resources used by the threads in that time
   * @param latencies from when a frame was due until its sample was recorded, ns; empty at full
   *     speed
   */
  record Result(long packets, long wallNs, ThreadUse use, Histogram latencies) {
    double packetsPerSecond() {
      return packets * 1e9 / wallNs;
    }

    double captureNs() {
      return (double) use.captureCpuNs() / packets;
    }

    double shardsNs() {
      return (double) use.shardsCpuNs() / packets;
    }

    double bytesPerPacket() {
      return (double) use.allocatedBytes() / packets;
    }
  }

  /**
   * Creates a run without starting it.
   *
   * @param shards number of shards; 0 for all work on one thread
   * @param framesPerSecond the rate; 0 for as fast as possible
   */
  ReplayRun(
      FramesInMemory frames, int shards, WaitStrategyKind waitStrategy, long framesPerSecond) {
    this.frames = frames;
    this.shards = shards;
    this.waitStrategy = waitStrategy;
    this.framesPerSecond = framesPerSecond;
  }

  /** Runs on the calling thread, which is the capture thread. */
  Result run(long warmUpSeconds, long seconds) {
    MemorySource source = new MemorySource(frames, framesPerSecond);
    VerdictListener listener =
        framesPerSecond == 0 ? VerdictListener.NONE : verdict -> note(source, verdict);
    try (source;
        CapturePipeline pipeline =
            CapturePipeline.of("replay", source, config()).verdicts(listener).build()) {
      pipeline.start();
      SegmentPump pump = pipeline.pump();
      pumpFor(pump, warmUpSeconds);
      ThreadUse before = ThreadUse.now();
      long packets = pump.frames();
      long startNs = System.nanoTime();
      measuring = true;
      pumpFor(pump, seconds);
      measuring = false;
      long wallNs = System.nanoTime() - startNs;
      ThreadUse use = ThreadUse.now().since(before);
      Result result = new Result(pump.frames() - packets, wallNs, use, latencies);
      pump.finish();
      return result;
    }
  }

  private static void pumpFor(SegmentPump pump, long seconds) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() - endNs < 0) {
      pump.poll(BATCH);
    }
  }

  /** Called on the shards' threads, after the sample was recorded. */
  private void note(MemorySource source, AckVerdict verdict) {
    if (measuring && verdict.verdict().isSample()) {
      long ns = System.nanoTime() - source.dueNs(verdict.acknowledgement().frame);
      latencies.recordValue(Math.max(0, Math.min(ns, MOST_LATENCY_NS)));
    }
  }

  private EngineConfig config() {
    EngineConfig defaults = EngineConfig.defaults(2);
    return defaults.withShards(shards).withRings(defaults.ringSize(), waitStrategy);
  }
}
