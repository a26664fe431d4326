package io.rttd.daemon.run;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.TurnCounter;
import io.rttd.pipeline.interfaces.HostInterfaces;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import io.rttd.pipeline.sockets.ServiceMonitor;
import io.rttd.pipeline.steering.CaptureSource;
import io.rttd.pipeline.steering.Member;
import io.rttd.pipeline.steering.NamesWatch;
import io.rttd.pipeline.steering.RunningCapture;
import io.rttd.pipeline.steering.WaitingInstances;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.InstanceNaming;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Reporter;
import io.rttd.reporting.status.DaemonStatus;
import io.rttd.reporting.status.HealthLog;
import io.rttd.reporting.status.StatusBoard;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * The running daemon: captures, engines and the reporter, started in reverse order of the data flow
 * and stopped in data-flow order.
 *
 * <p>{@link #launch} and {@link #close} belong to one thread; {@link #stop} is thread-safe. An
 * uncaught exception stops the daemon: {@link #await} returns and {@link #status} has the
 * exception.
 */
public final class RttDaemon implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RttDaemon.class.getName());
  private static final long LAST_REPORT_PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

  /** Snapshots wake the reporter: its turns in between only show that it is not stalled. */
  private static final long REPORTER_IDLE_MS = 1000;

  private final List<Instance> instances = new CopyOnWriteArrayList<>();
  private final HealthLog health = new HealthLog();
  private final DaemonCounts counts;
  private final NamesWatch names;
  private final StatusBoard board = new StatusBoard(System::nanoTime);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final RttdConfig launched;
  private final CaptureSource.Opener opener;
  private final Reporter reporter;
  private final TurnCounter reporterTurns;
  private final PausingAgent reporterRunner;
  private final PausingAgent steeringRunner;
  private final HostInterfaces host;
  private final PausingAgent hostRunner;
  private final WaitingInstances waiting = new WaitingInstances();
  private volatile RttdConfig inForce;
  private SinkSet sinks;
  private boolean closed;

  private RttDaemon(RttdConfig config, SinkSet sinks, CaptureSource.Opener opener) {
    this.launched = config;
    this.inForce = config;
    this.sinks = sinks;
    this.counts = sinks.counts();
    this.names = new NamesWatch(counts::addRefusedReload);
    this.opener = opener;
    reporter = new Reporter(withOwn(sinks), SystemEpochNanoClock.INSTANCE);
    reporterTurns = new TurnCounter(reporter);
    reporterRunner = new PausingAgent(reporterTurns, REPORTER_IDLE_MS, this::onError);
    reporter.wakeBy(reporterRunner::wake);
    SteeringAgent steering = new SteeringAgent(instances);
    steeringRunner = new PausingAgent(steering, steering::pauseMs, this::onError);
    host =
        new HostInterfaces(
            InterfaceMonitor.open(), ServiceMonitor.open(config.services()), this::follow);
    hostRunner = new PausingAgent(host, HostInterfaces.IDLE_MS, this::onError);
  }

  private List<MetricSink> withOwn(SinkSet configured) {
    List<MetricSink> all = new ArrayList<>(configured.sinks());
    all.add(health);
    all.add(board);
    return all;
  }

  /**
   * Starts measuring as configured, and reports to DogStatsD.
   *
   * @throws CaptureException when one of the captures cannot start; then none runs
   */
  public static RttDaemon launch(RttdConfig config) throws CaptureException {
    return launch(config, SinkSet.open(config), CaptureSource::open);
  }

  /**
   * Starts measuring as configured.
   *
   * @param sinks where reports go; closed by the daemon, also when it cannot start
   * @throws CaptureException when one of the captures cannot start; then none runs
   */
  public static RttDaemon launch(RttdConfig config, List<MetricSink> sinks)
      throws CaptureException {
    return launch(config, SinkSet.fixed(sinks), CaptureSource::open);
  }

  static RttDaemon launch(RttdConfig config, SinkSet sinks, CaptureSource.Opener opener)
      throws CaptureException {
    RttDaemon daemon = new RttDaemon(config, sinks, opener);
    boolean launched = false;
    try {
      daemon.start();
      launched = true;
      return daemon;
    } finally {
      if (!launched) {
        daemon.abandon();
      }
    }
  }

  private Instance open(Member member, RttdConfig whole) throws CaptureException {
    InstanceNaming naming = new InstanceNaming(names::latest);
    return new Instance(member, whole, opener, host, naming, reporter, this::onError);
  }

  private synchronized void start() throws CaptureException {
    names.follow(launched.namesFile());
    Reload first = prepare(launched);
    waiting.update(inForce, host.directory());
    reporterRunner.start();
    first.apply(this::retire, this::onEnd);
    steeringRunner.start();
    hostRunner.start();
  }

  private Reload prepare(RttdConfig next) throws CaptureException {
    return Reload.prepare(
        launched, next, Member.of(next, host.directory()), instances, this::open, this::abandon);
  }

  /** Starts and ends captures as interfaces come and go. The interfaces thread. */
  private synchronized void follow(InterfaceDirectory directory) {
    steeringRunner.wake(); // Local addresses may have changed.
    if (closed || stopping.getCount() == 0) {
      return;
    }
    Reload.follow(inForce, Member.of(inForce, directory), instances, this::open)
        .apply(this::retire, this::onEnd);
    waiting.update(inForce, host.directory());
  }

  /** Handles an uncaught exception: logs the first one and initiates shutdown. Thread-safe. */
  public void onError(Throwable error) {
    if (error instanceof AgentTerminationException || !failure.compareAndSet(null, error)) {
      return;
    }
    LOG.log(Level.ERROR, "stopping after an unexpected error; please report this", error);
    stopping.countDown();
  }

  private void onEnd(Instance ended) {
    if (stopping.getCount() == 0 || ended.isRetired()) {
      return;
    }
    Optional<CaptureFault> fault = ended.capture().fault();
    fault.ifPresent(f -> LOG.log(Level.ERROR, () -> ended.name() + ": " + describe(f)));
    if (ended.capture().isLive()) {
      LOG.log(Level.ERROR, () -> ended.name() + ": the capture ended unexpectedly; stopping");
      failure.compareAndSet(null, new IllegalStateException("capture ended: " + ended.name()));
      stopping.countDown();
    } else if (isOffline() && captures().allMatch(RunningCapture::hasEnded)) {
      awaitAllReports();
      stopping.countDown();
    }
  }

  /** A capture file is done once its last report is out; {@link #stop} does not wait for it. */
  private void awaitAllReports() {
    while (!reporter.isDone() && stopping.getCount() > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static String describe(CaptureFault fault) {
    return fault.byteOffset() < 0
        ? fault.message()
        : "at byte " + fault.byteOffset() + ": " + fault.message();
  }

  /**
   * Applies a new configuration atomically, without losing in-flight measurements. Changes that
   * need a restart are logged and not applied. Thread-safe; {@link #close} waits for it.
   *
   * @throws CaptureException when a capture of the new configuration cannot start
   */
  public synchronized void reload(RttdConfig next) throws CaptureException {
    if (closed || stopping.getCount() == 0) {
      return;
    }
    SinkSet nextSinks = SinkSet.openBeside(sinks, next);
    boolean prepared = false;
    try {
      Reload reload = prepare(next);
      prepared = true;
      reporter.replaceSinks(withOwn(nextSinks));
      sinks = nextSinks;
      inForce = next;
      host.services().configure(next.services());
      names.follow(next.namesFile());
      reload.apply(this::retire, this::onEnd);
      waiting.update(inForce, host.directory());
    } finally {
      if (!prepared) {
        nextSinks.closeAllBut(sinks);
      }
    }
  }

  /** Counts a new configuration that was rejected. Thread-safe. */
  public void noteRefusedReload() {
    counts.addRefusedReload();
  }

  private void abandon(Instance instance) {
    instance.abandon();
    reporter.removeInstance(instance.reports());
  }

  /** Ends a capture and reports what it measured. */
  private void retire(Instance instance) {
    instance.retire();
    instance.stopCapture();
    instance.capture().stopEngine();
    awaitReports(() -> reporter.isDone(instance.reports()));
    instances.remove(instance);
    reporter.removeInstance(instance.reports());
  }

  /** The board of recent reports. Thread-safe. */
  public StatusBoard board() {
    return board;
  }

  /** The state of the daemon. Thread-safe. */
  public RunStatus status() {
    return new RunStatus(
        captureStates(),
        instances.stream().mapToLong(Instance::memoryLimitBytes).sum(),
        progress(),
        isOffline(),
        health.samples(),
        captures().anyMatch(each -> each.hasEnded() && each.fault().isPresent()),
        reporter.refusedSnapshots() > 0 || reporter.failedDeliveries() > 0,
        Optional.ofNullable(failure.get()));
  }

  private Stream<RunningCapture> captures() {
    return instances.stream().map(Instance::capture);
  }

  private List<DaemonStatus.Capture> captureStates() {
    Stream<DaemonStatus.Capture> running = instances.stream().map(Instance::status);
    return Stream.concat(running, waiting.names().stream().map(DaemonStatus.Capture::waiting))
        .toList();
  }

  /** For each thread, a number that grows while it works. Thread-safe. */
  Map<String, Long> progress() {
    Map<String, Long> progress = new TreeMap<>();
    progress.put("rttd-reporter", reporterTurns.turns() + reporter.progress());
    captures().forEach(capture -> capture.addProgress(progress));
    return progress;
  }

  private boolean isOffline() {
    return inForce.instances().stream().allMatch(instance -> instance.captureFile().isPresent());
  }

  /** Initiates shutdown; returns immediately. Thread-safe. */
  public void stop() {
    stopping.countDown();
  }

  /** Waits for {@link #stop}, for the end of all capture files, or for a failure. */
  public void await() throws InterruptedException {
    stopping.await();
  }

  /** Waits like {@link #await()}, up to a timeout; returns whether the daemon stopped. */
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    return stopping.await(timeout, unit);
  }

  /** Stops in order: captures, engines, the last report, sinks. Nothing measured is lost. */
  @Override
  public void close() {
    stopping.countDown();
    hostRunner.close(); // It may be applying a change, which has this daemon locked.
    closeInOrder();
  }

  private synchronized void closeInOrder() {
    if (closed) {
      return;
    }
    closed = true;
    steeringRunner.close();
    instances.forEach(Instance::stopCapture);
    captures().forEach(RunningCapture::stopEngine);
    awaitReports(reporter::isDone);
    reporterRunner.close();
    names.close();
    LOG.log(Level.INFO, "stopped after {0} samples", Long.toString(health.samples()));
  }

  private static void awaitReports(BooleanSupplier done) {
    long deadline = System.nanoTime() + LAST_REPORT_PATIENCE_NS;
    while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    if (!done.getAsBoolean()) {
      LOG.log(Level.ERROR, "the last report is missing: a shard did not hand over its snapshot");
    }
  }

  private void abandon() {
    instances.forEach(Instance::abandon);
    CloseHelper.quietCloseAll(names, hostRunner, steeringRunner, reporterRunner);
    reporter.onClose();
  }
}
