package io.rttd.analyze;

import io.rttd.analyze.AnalysisPlan.Progress;
import io.rttd.analyze.connection.ConnectionTable;
import io.rttd.analyze.diagnosis.FileDiagnosis;
import io.rttd.analyze.diagnosis.FileEvidence;
import io.rttd.analyze.explain.FlowExplainer;
import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.CaptureReading;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.CaptureSigns;
import io.rttd.pipeline.SegmentPump;
import io.rttd.pipeline.TimedDirections;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Reporter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Measures capture files from the first frame to the last. Times come only from the frames, so the
 * same files always give the same result.
 */
public final class Analysis {
  private static final int BATCH = 4096;

  /** Long enough for the last segments of a closed connection: the TIME-WAIT of Linux. */
  private static final Duration FINISHED_TTL = Duration.ofSeconds(60);

  private static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long RINGS_PAY_BYTES = 1L << 29;

  /** Matching short flows takes longer than reading: one shard would keep the reader waiting. */
  private static final int SHARDS_PER_READER = 2;

  private final AnalysisPlan plan;
  private final CaptureSet files;
  private final ChosenFrames chosen;
  private final Optional<SampleWriter> samples;
  private final Optional<ConnectionTable> connections;
  private final long connectionBytes;
  private final StopRequest stop = new StopRequest();
  private final CaptureCounters counters = new CaptureCounters();
  private final PairTotals totals = new PairTotals();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private SegmentPump pump;
  private long shownFrames;
  private long shownAtNs = System.nanoTime();

  /**
   * Creates an analysis without starting it.
   *
   * @throws CaptureException if the plan has a filter that cannot be used
   */
  public Analysis(AnalysisPlan plan) throws CaptureException {
    this.plan = plan;
    CaptureSet all =
        plan.merged()
            ? new FileMerge(plan.files())
            : new FileSequence(plan.files(), plan.follower().map(follower -> this::refreshIfDue));
    this.chosen =
        plan.choice().isAll() ? null : new ChosenFrames(all, plan.choice(), plan.files().get(0));
    this.files = chosen == null ? all : chosen;
    this.samples = plan.samples().map(SampleWriter::new);
    this.connectionBytes =
        plan.connections() ? AnalysisMemory.connectionBytes(plan.memoryBytes()) : 0;
    this.connections =
        plan.connections()
            ? Optional.of(new ConnectionTable(connectionBytes, plan.services()))
            : Optional.empty();
  }

  /**
   * Reads the files to the end, or until the reader of the samples exits.
   *
   * @throws IOException if the samples cannot be written
   */
  public void run() throws IOException {
    List<MetricSink> sinks = new ArrayList<>(plan.sinks());
    sinks.add(totals);
    Reporter reporter = new Reporter(sinks, SystemEpochNanoClock.INSTANCE);
    SnapshotListener inbox = reporter.addInstance(plan.name(), List.of(), this::reading);
    try (files;
        CapturePipeline pipeline = pipeline(inbox, reporter, shards())) {
      pipeline.start();
      pump = pipeline.pump();
      if (chosen != null) {
        chosen.onLeftOut(pump::skipFrame);
      }
      read(pipeline);
      pump.finish();
    }
    reporter.onClose();
    if (failure.get() != null) {
      throw new IllegalStateException("the analysis failed on a segment", failure.get());
    }
    plan.explainer().ifPresent(FlowExplainer::finish);
    if (samples.isPresent()) {
      samples.get().flush();
      if (isBroken()) {
        throw samples.get().fault().orElseThrow();
      }
    }
  }

  /** Passes the result so far to the follower, if any, about once a second. */
  private void refreshIfDue() {
    long nowNs = System.nanoTime();
    if (plan.follower().isPresent()
        && pump.frames() != shownFrames
        && nowNs - shownAtNs >= REFRESH_NS) {
      shownFrames = pump.frames();
      shownAtNs = nowNs;
      pump.report();
      plan.follower().get().accept(summary());
    }
  }

  private void read(CapturePipeline pipeline) {
    stop.begin();
    try {
      while (!stop.isRequested() && pump.poll(BATCH) != FrameSource.END && !isBroken()) {
        plan.progress()
            .accept(
                new Progress(
                    files.bytesRead(), files.totalBytes(), pump.frames(), pipeline.samples()));
        refreshIfDue();
      }
    } finally {
      stop.end();
    }
  }

  /**
   * Ends the reading, even while it waits for a pipe; the result covers what was read so far.
   * Thread-safe.
   */
  public void stop() {
    stop.stop();
  }

  private CapturePipeline pipeline(SnapshotListener inbox, Reporter reporter, int shards) {
    CapturePipeline.Builder builder =
        CapturePipeline.of("analyze", files, engineConfig(shards))
            .timedEnds(plan.timedEnds())
            .counters(counters)
            .services(plan::services)
            .verdicts(listener())
            .snapshots(shards == 0 ? snapshot -> reportNow(snapshot, inbox, reporter) : inbox)
            .errors(error -> failure.compareAndSet(null, error))
            .reportEvery(plan.interval().toNanos());
    return builder.build();
  }

  /** Whether a listener needs each verdict, not only the sums. */
  private boolean isWatched() {
    return listener() != VerdictListener.NONE;
  }

  private VerdictListener listener() {
    List<VerdictListener> listeners = new ArrayList<>();
    plan.explainer().ifPresent(listeners::add);
    samples.ifPresent(listeners::add);
    connections.ifPresent(listeners::add);
    plan.listener().ifPresent(listeners::add);
    // Merely loading a second listener class adds a type check to each of the matcher's calls.
    return listeners.isEmpty() ? VerdictListener.NONE : VerdictListeners.of(listeners);
  }

  private boolean isBroken() {
    return samples.isPresent() && samples.get().fault().isPresent();
  }

  /** Reports at once, so that no snapshot waits, however many intervals lie between two packets. */
  private static void reportNow(ShardSnapshot snapshot, SnapshotListener inbox, Reporter reporter) {
    inbox.onSnapshot(snapshot);
    reporter.drain();
  }

  private CaptureReading reading() {
    return new CaptureReading(counters.read(), 1);
  }

  /** Verdicts in frame order and many intervals require one thread; sums can use several. */
  private int shards() {
    return isWatched() || plan.follower().isPresent() || !plan.interval().isZero()
        ? 0
        : shards(
            Runtime.getRuntime().availableProcessors(),
            files.totalBytes(),
            () -> FirstFrames.areOfLongFlows(plan.files().get(0)));
  }

  /**
   * With two processors, the second is better left to the JIT compiler in the first second; and
   * since matching long flows takes no longer than reading, a single shard is enough, which saves
   * the reader a copy of each segment.
   *
   * @param longFlows whether the first file begins with long flows
   */
  static int shards(int processors, long bytes, BooleanSupplier longFlows) {
    if (processors == 1 || (processors == 2 && bytes < RINGS_PAY_BYTES)) {
      return 0;
    }
    return processors == 2 && longFlows.getAsBoolean()
        ? 1
        : Math.max(SHARDS_PER_READER, EngineConfig.defaults(processors).shards());
  }

  private EngineConfig engineConfig(int shards) {
    return EngineConfig.defaults(Runtime.getRuntime().availableProcessors())
        .forFiles(FINISHED_TTL)
        .withMemoryLimit(plan.memoryBytes() - connectionBytes)
        .withShards(shards);
  }

  /** The result. Meaningful after {@link #run()}. */
  public AnalysisSummary summary() {
    Totals sums = totals.totals();
    return new AnalysisSummary(
        plan.files(),
        counters.read(),
        chosen == null ? 0 : chosen.leftOut(),
        sums,
        connections.map(ConnectionTable::reports),
        plan.timedEnds().equals(TimedDirections.bothEnds()) ? LocalEnd.of(sums) : Optional.empty(),
        FileDiagnosis.of(
            new FileEvidence(
                totals.seen(),
                totals.completeness(),
                pump == null ? CaptureSigns.NONE : pump.signs(),
                sums.pairs())),
        files.findings().damages(),
        notes());
  }

  private List<AnalysisSummary.Note> notes() {
    List<AnalysisSummary.Note> notes = new ArrayList<>(files.findings().notes());
    if (chosen != null) {
      notes.addAll(chosen.remarks());
    }
    return notes;
  }
}
