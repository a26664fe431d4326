package io.rttd.pipeline;

import io.rttd.capture.FrameSource;
import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.CaptureCounter;
import io.rttd.model.ServicePorts;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * A source connected to the engine that it feeds: source, pump, engine. Capture and engine meet
 * here and nowhere else.
 *
 * <p>Lifecycle: {@link #of}, the builder's settings, {@link Builder#build()}, {@link #start()},
 * then one thread polls the {@link #pump()}, or an {@link #agent} does; {@link #close()} ends the
 * engine. The caller closes the source.
 */
public final class CapturePipeline implements AutoCloseable {
  private final FrameSource source;
  private final CaptureCounters counters;
  private final RttEngine engine;
  private final SegmentPump pump;

  private CapturePipeline(Builder settings) {
    source = settings.source;
    counters = settings.counters;
    engine =
        new RttEngine(
            settings.name,
            settings.engine,
            settings.part,
            settings.parts,
            settings.services,
            settings.verdicts,
            settings.snapshots,
            settings.errors);
    pump =
        new SegmentPump(
            source,
            engine.intake(),
            settings.timedEnds,
            counters,
            SystemEpochNanoClock.INSTANCE,
            settings.reportIntervalNs);
    if (settings.copiesUnlikely) {
      pump.expectNoCopies();
    }
  }

  /**
   * Starts building a pipeline.
   *
   * @param name names the engine's threads, e.g. the interface
   * @param source where frames come from
   * @param engine sizes and limits; with 0 shards, the polling thread does all the work
   */
  public static Builder of(String name, FrameSource source, EngineConfig engine) {
    return new Builder(name, source, engine);
  }

  /** Starts the engine's threads, if it has any. */
  public void start() {
    engine.start();
  }

  /** The pump, which moves frames from the source into the engine. One thread. */
  public SegmentPump pump() {
    return pump;
  }

  /** Creates the agent that polls the pump. Call it at most once. */
  public CaptureAgent agent(String roleName) {
    return new CaptureAgent(roleName, source, pump);
  }

  /** The counters of the frames. Any thread. */
  public CaptureCounters counters() {
    return counters;
  }

  /** One of the capture's counts. Thread-safe. */
  public long count(CaptureCounter counter) {
    return switch (counter) {
      case KERNEL_DROPS -> source.kernelDrops();
      case KERNEL_FREEZES -> source.kernelFreezes();
      case INTERRUPTIONS -> source.interruptions();
      case RING_STALLS -> engine.intake().stalls();
      default -> counters.get(counter);
    };
  }

  /** Samples so far, see {@link RttEngine#samples}. Thread-safe. */
  public long samples() {
    return engine.samples();
  }

  /** Number of the engine's own threads. */
  public int engineThreads() {
    return engine.threads();
  }

  /** Progress of one of the engine's threads, see {@link RttEngine#progress}. Any thread. */
  public long engineProgress(int shard) {
    return engine.progress(shard);
  }

  /** Waits until the engine has handled everything published, then stops it. */
  @Override
  public void close() {
    engine.close();
  }

  /** Builder of a pipeline. Defaults: both ends timed, a report only at the end. */
  public static final class Builder {
    private final String name;
    private final FrameSource source;
    private final EngineConfig engine;
    private TimedDirections timedEnds = TimedDirections.bothEnds();
    private Supplier<ServicePorts> services = () -> ServicePorts.NONE;
    private VerdictListener verdicts = VerdictListener.NONE;
    private SnapshotListener snapshots = snapshot -> snapshot.recycle();
    private ErrorHandler errors;
    private CaptureCounters counters = new CaptureCounters();
    private long reportIntervalNs;
    private boolean copiesUnlikely;
    private int part;
    private int parts = 1;

    private Builder(String name, FrameSource source, EngineConfig engine) {
      this.name = name;
      this.source = source;
      this.engine = engine;
      errors = RttEngine.logging(name);
    }

    /** Sets whose data is timed. */
    public Builder timedEnds(TimedDirections ends) {
      timedEnds = ends;
      return this;
    }

    /**
     * Sets the supplier of the current table of server ports; the engine's threads call it at each
     * tick.
     */
    public Builder services(Supplier<ServicePorts> current) {
      services = current;
      return this;
    }

    /** Sets the listener for verdicts, called on the engine's threads. */
    public Builder verdicts(VerdictListener listener) {
      verdicts = listener;
      return this;
    }

    /**
     * Sets the listener for snapshots, called on the engine's threads; without one, snapshots are
     * recycled.
     */
    public Builder snapshots(SnapshotListener listener) {
      snapshots = listener;
      return this;
    }

    /**
     * Sets the handler of a shard's exceptions, called on its thread; without one, they are logged.
     */
    public Builder errors(ErrorHandler handler) {
      errors = handler;
      return this;
    }

    /** Sets the counters of the frames; without them, the pipeline creates its own. */
    public Builder counters(CaptureCounters ofFrames) {
      counters = ofFrames;
      return this;
    }

    /** Sets the report interval, ns: a report at each multiple of it; 0: only at the end. */
    public Builder reportEvery(long intervalNs) {
      reportIntervalNs = intervalNs;
      return this;
    }

    /**
     * Saves most of the cost of copy detection where a source sees each packet once unless the
     * network duplicates it. Only for live sources: a file's result must not depend on it.
     */
    public Builder expectNoCopies(boolean expectNone) {
      copiesUnlikely = expectNone;
      return this;
    }

    /**
     * Makes this one of several pipelines of a capture, each of which receives complete flows.
     *
     * @param number its number, from 0
     * @param count number of pipelines
     */
    public Builder part(int number, int count) {
      part = number;
      parts = count;
      return this;
    }

    /** Builds the pipeline without starting it. */
    public CapturePipeline build() {
      return new CapturePipeline(this);
    }
  }
}
