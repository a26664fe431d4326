package io.rttd.daemon.analyze;

import io.rttd.capture.CaptureCounter;
import io.rttd.capture.CaptureCounters;
import io.rttd.capture.FrameSource;
import io.rttd.capture.SegmentPump;
import io.rttd.capture.TimedEnds;
import io.rttd.config.EngineConfig;
import io.rttd.daemon.explain.FlowExplainer;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentIntake;
import io.rttd.reporting.CaptureReading;
import io.rttd.reporting.Reporter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Capture files measured from the first frame to the last, as one interval. Times come from the
 * frames alone, so the same files always give the same answer.
 */
public final class Analysis {
  private static final int BATCH = 4096;
  private static final long RINGS_PAY_BYTES = 1L << 30;

  private final List<Path> paths;
  private final FileSequence files;
  private final TimedEnds timedEnds;
  private final Optional<SampleWriter> samples;
  private final Optional<FlowExplainer> explainer;
  private final CaptureCounters counters = new CaptureCounters();
  private final PairTotals totals = new PairTotals();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * An analysis that has not begun.
   *
   * @param files read in this order, as if they were one
   * @param timedEnds whose data is timed
   * @param samples gets a line a verdict, if there is one; the caller closes it
   * @param explainer tells of one flow, if there is one
   */
  public Analysis(
      List<Path> files,
      TimedEnds timedEnds,
      Optional<OutputStream> samples,
      Optional<FlowExplainer> explainer) {
    this.paths = List.copyOf(files);
    this.files = new FileSequence(files);
    this.timedEnds = timedEnds;
    this.samples = samples.map(SampleWriter::new);
    this.explainer = explainer;
  }

  /**
   * Reads the files to their ends, or until nobody reads the samples any more.
   *
   * @throws IOException when the samples cannot be written
   */
  public void run() throws IOException {
    Reporter reporter = new Reporter(List.of(totals), SystemEpochNanoClock.INSTANCE);
    try (files;
        RttEngine engine =
            new RttEngine(
                "analyze",
                engineConfig(),
                isWatched() ? this::onVerdict : VerdictListener.NONE,
                reporter.addInstance("analyze", List.of(), () -> CaptureReading.NONE),
                error -> failure.compareAndSet(null, error))) {
      engine.start();
      SegmentIntake intake = engine.intake();
      SegmentPump pump =
          new SegmentPump(
              files,
              explainer.map(inFront -> inFront.inFrontOf(intake)).orElse(intake),
              timedEnds,
              counters,
              SystemEpochNanoClock.INSTANCE,
              0);
      while (pump.poll(BATCH) != FrameSource.END && !isBroken()) {
        // All the work is the pump's.
      }
      pump.finish();
    }
    reporter.onClose();
    if (failure.get() != null) {
      throw new IllegalStateException("the analysis failed on a segment", failure.get());
    }
    explainer.ifPresent(FlowExplainer::finish);
    if (samples.isPresent()) {
      samples.get().flush();
      if (isBroken()) {
        throw samples.get().fault().orElseThrow();
      }
    }
  }

  /** Whether anybody wants to see each verdict, and not only the sums. */
  private boolean isWatched() {
    return samples.isPresent() || explainer.isPresent();
  }

  /**
   * Whether the JIT compiler has more use for the second of two processors than a shard would have:
   * in the first seconds it has.
   */
  private boolean isDoneSoonerByOneThread() {
    return Runtime.getRuntime().availableProcessors() <= 2 && files.bytes() < RINGS_PAY_BYTES;
  }

  private void onVerdict(AckVerdict verdict) {
    samples.ifPresent(writer -> writer.onVerdict(verdict));
    explainer.ifPresent(listener -> listener.onVerdict(verdict));
  }

  private boolean isBroken() {
    return samples.isPresent() && samples.get().fault().isPresent();
  }

  /** Verdicts in the order of their frames need one thread; a table can be added up by several. */
  private EngineConfig engineConfig() {
    EngineConfig defaults = EngineConfig.defaults(Runtime.getRuntime().availableProcessors());
    return new EngineConfig(
        EngineConfig.NEVER,
        EngineConfig.NEVER,
        defaults.maxRtt(),
        defaults.memoryLimitBytes(),
        defaults.maxFlows(),
        defaults.maxPeers(),
        isWatched() || isDoneSoonerByOneThread() ? 0 : defaults.shards(),
        defaults.ringSize(),
        defaults.waitStrategy());
  }

  /** What was found. Meaningful after {@link #run()}. */
  public AnalysisSummary summary() {
    Map<CaptureCounter, Long> frames = new EnumMap<>(CaptureCounter.class);
    for (CaptureCounter counter : CaptureCounter.values()) {
      frames.put(counter, counters.get(counter));
    }
    return new AnalysisSummary(paths, frames, totals.totals(), files.damages());
  }
}
