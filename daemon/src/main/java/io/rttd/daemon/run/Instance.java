package io.rttd.daemon.run;

import io.rttd.capture.CaptureAgent;
import io.rttd.capture.CaptureCounter;
import io.rttd.capture.CaptureCounters;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameSource;
import io.rttd.capture.TimedEnds;
import io.rttd.config.InstanceConfig;
import io.rttd.config.RttdConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.reporting.CaptureReading;
import io.rttd.reporting.InstanceReports;
import io.rttd.reporting.Reporter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.SystemEpochNanoClock;

/** One capture at work: its source, its agent's thread and its engine. */
final class Instance {
  private static final Logger LOG = System.getLogger(Instance.class.getName());

  /** How many snapshots may wait for the reporter before a file's engine waits too. */
  private static final int PATIENT_BACKLOG = 256;

  private static final long BACKLOG_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String name;
  private final InstanceConfig opened;
  private final FrameSource source;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final RttEngine engine;
  private final CaptureAgent agent;
  private final TurnCounter turns;
  private final AgentRunner capture;
  private final InstanceReports reports;
  private volatile boolean retired;

  private Instance(
      InstanceConfig config,
      FrameSource source,
      RttEngine engine,
      CaptureAgent agent,
      InstanceReports reports,
      ErrorHandler errors) {
    this.name = CaptureSource.nameOf(config);
    this.opened = config;
    this.source = source;
    this.engine = engine;
    this.agent = agent;
    this.reports = reports;
    turns = new TurnCounter(agent);
    // The source itself waits for packets: an idle strategy would only add to it.
    capture = new AgentRunner(NoOpIdleStrategy.INSTANCE, errors, null, turns);
  }

  /**
   * Opens the source and prepares everything behind it; nothing runs yet.
   *
   * @param errors hears of what no thread expected
   */
  static Instance open(
      InstanceConfig instance,
      RttdConfig config,
      SourceOpener opener,
      Reporter reporter,
      ErrorHandler errors)
      throws CaptureException {
    String name = CaptureSource.nameOf(instance);
    PeerNames peers = PeerNames.resolve(name, instance.hosts());
    TimedEnds timedEnds = CaptureSource.timedEnds(instance);
    FrameSource source = opener.open(instance, peers, config);
    boolean complete = false;
    try {
      Instance opened = around(source, instance, peers, timedEnds, config, reporter, errors);
      complete = true;
      return opened;
    } finally {
      if (!complete) {
        CloseHelper.quietClose(source);
      }
    }
  }

  private static Instance around(
      FrameSource source,
      InstanceConfig instance,
      PeerNames peers,
      TimedEnds timedEnds,
      RttdConfig config,
      Reporter reporter,
      ErrorHandler errors) {
    String name = CaptureSource.nameOf(instance);
    CaptureCounters counters = new CaptureCounters();
    LateStalls stalls = new LateStalls();
    InstanceReports inbox =
        reporter.addInstance(name, instance.tags(), () -> read(counters, source, stalls), peers);
    RttEngine engine =
        new RttEngine(
            name,
            config.engine(),
            VerdictListener.NONE,
            source.isLive() ? inbox : snapshot -> handOverPatiently(snapshot, inbox, reporter),
            errors);
    stalls.engine = engine;
    CaptureAgent agent =
        new CaptureAgent(
            "rttd-capture-" + name,
            source,
            engine.intake(),
            timedEnds,
            counters,
            SystemEpochNanoClock.INSTANCE,
            config.reporting().interval().toNanos());
    return new Instance(instance, source, engine, agent, inbox, errors);
  }

  /** Opens what a capture reads: {@link CaptureSource#open}, or what a test puts in its place. */
  @FunctionalInterface
  interface SourceOpener {
    FrameSource open(InstanceConfig instance, PeerNames peers, RttdConfig config)
        throws CaptureException;
  }

  /** A file is read faster than it is reported, but can wait: nothing of it may be lost. */
  private static void handOverPatiently(
      ShardSnapshot snapshot, SnapshotListener inbox, Reporter reporter) {
    while (reporter.waitingSnapshots() > PATIENT_BACKLOG
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(BACKLOG_WAIT_NS);
    }
    inbox.onSnapshot(snapshot);
  }

  /** Breaks the circle: the engine needs the reporter, which reads the engine's stalls. */
  private static final class LateStalls {
    private volatile RttEngine engine;

    long get() {
      RttEngine built = engine;
      return built == null ? 0 : built.intake().stalls();
    }
  }

  private static CaptureReading read(
      CaptureCounters counters, FrameSource source, LateStalls stalls) {
    return new CaptureReading(
        counters.get(CaptureCounter.PACKETS),
        counters.get(CaptureCounter.BYTES),
        source.kernelDrops(),
        source.kernelFreezes(),
        source.interruptions(),
        stalls.get(),
        counters.get(CaptureCounter.TRUNCATED),
        counters.get(CaptureCounter.MALFORMED),
        counters.get(CaptureCounter.NOT_TCP));
  }

  /** Starts engine and capture; {@code onEnd} hears, on the capture thread, when that ends. */
  void start(Consumer<Instance> onEnd) {
    engine.start();
    AgentRunner.startOnThread(
        capture,
        task ->
            new Thread(
                () -> {
                  task.run();
                  ended.countDown();
                  onEnd.accept(this);
                }));
    LOG.log(Level.INFO, () -> name + ": measuring");
  }

  /**
   * Takes over what a new configuration says of this capture and can be changed while it runs. One
   * thread at a time.
   *
   * @param peers the names of the new configuration's hosts
   */
  void apply(InstanceConfig next, RttdConfig whole, PeerNames peers) {
    reports.describe(next.tags(), peers);
    agent.reportEvery(whole.reporting().interval().toNanos());
  }

  /** The configuration that it was opened with. */
  InstanceConfig opened() {
    return opened;
  }

  /**
   * Adds, for each thread of a live capture, a number that grows as long as the thread works. Any
   * thread.
   */
  void addProgress(Map<String, Long> progress) {
    if (!isLive() || hasEnded()) {
      return;
    }
    progress.put("rttd-capture-" + name, turns.turns());
    for (int shard = 0; shard < engine.threads(); shard++) {
      progress.put("rttd-shard-" + name + "-" + shard, engine.progress(shard));
    }
  }

  /** From now on its end is meant. */
  void retire() {
    retired = true;
  }

  /** Whether its end is meant. Any thread. */
  boolean isRetired() {
    return retired;
  }

  /** Its end of the reporter. */
  InstanceReports reports() {
    return reports;
  }

  String name() {
    return name;
  }

  boolean isLive() {
    return source.isLive();
  }

  /** Whether the capture thread has come to its end. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** What damaged the source; meaningful when the capture has ended. */
  Optional<CaptureFault> fault() {
    return source.fault();
  }

  /** Ends the capture: what the kernel still holds is read, and the last report asked for. */
  void stopCapture() {
    capture.close();
  }

  /** Waits for the shards to handle what the capture left them. */
  void stopEngine() {
    engine.close();
  }

  /** Gives back what was opened, without a report. */
  void abandon() {
    CloseHelper.quietCloseAll(capture, engine, source);
  }
}
