package io.rttd.daemon.run;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.FanoutGroup;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.EngineConfig;
import io.rttd.config.InstanceConfig;
import io.rttd.config.Mode;
import io.rttd.config.RttdConfig;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.CaptureReading;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.Lane;
import io.rttd.pipeline.LaneCounts;
import io.rttd.pipeline.ReportEnd;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.interfaces.HostAddresses;
import io.rttd.pipeline.steering.CaptureSource;
import io.rttd.pipeline.steering.CaptureSteering;
import io.rttd.pipeline.steering.FanoutFilter;
import io.rttd.pipeline.steering.HostWatch;
import io.rttd.pipeline.steering.Member;
import io.rttd.pipeline.steering.PeerNames;
import io.rttd.reporting.InstanceNaming;
import io.rttd.reporting.InstanceReports;
import io.rttd.reporting.Reporter;
import io.rttd.reporting.status.DaemonStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * One running capture with its lanes, among which the kernel distributes a live capture's packets
 * by flow. A file has one lane.
 */
final class Instance {
  private static final Logger LOG = System.getLogger(Instance.class.getName());

  /** Maximum number of snapshots waiting for the reporter before a file's engine waits, too. */
  private static final int PATIENT_BACKLOG = 256;

  private static final long BACKLOG_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String name;
  private final InstanceConfig opened;
  private final long memoryLimitBytes;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final InstanceReports reports;
  private volatile Optional<CaptureSteering> steering = Optional.empty();
  private final InstanceNaming naming = new InstanceNaming();
  private HostWatch hosts;
  private volatile InstanceConfig configured;
  private volatile InstanceConfig current;
  private volatile boolean retired;
  private boolean saidUnreadable;

  private Instance(Member member, PeerNames peers, EngineConfig engine, Reporter reporter) {
    InstanceConfig config = member.config();
    this.memoryLimitBytes = engine.memoryLimitBytes();
    this.configured = member.configured();
    this.opened = config;
    this.current = config;
    this.reports =
        reporter.addInstance(
            member.name(), config.tags(), this::read, naming.of(config, peers), engine.maxPeers());
    this.name = reports.source();
  }

  /**
   * Opens the sources and prepares everything else without starting it.
   *
   * @param whole the configuration, with this capture's share of the memory
   * @param localEnds tells what is local to the host
   * @param errors is called for uncaught exceptions
   */
  static Instance open(
      Member member,
      RttdConfig whole,
      SourceOpener opener,
      Supplier<HostAddresses> localEnds,
      Reporter reporter,
      ErrorHandler errors)
      throws CaptureException {
    InstanceConfig config = member.config();
    PeerNames peers =
        PeerNames.none(CaptureSource.nameOf(config))
            .resolve(config.hosts(), InetAddress::getAllByName);
    HostAddresses local = localEnds.get();
    PeerFilter filter = CaptureSource.filterOf(config, peers, local);
    TimedDirections timedEnds = CaptureSource.timedEnds(config, local);
    Instance instance = new Instance(member, peers, whole.engine(), reporter);
    boolean complete = false;
    try {
      int count = config.captureFile().isPresent() ? 1 : whole.captureThreads();
      Optional<FanoutGroup> group =
          count > 1 ? Optional.of(new FanoutGroup(config.tunnels())) : Optional.empty();
      ReportEnd end = new ReportEnd();
      for (int i = 0; i < count; i++) {
        FrameSource source = opener.open(config, filter, whole, group);
        instance.addLane(source, i, count, timedEnds, end, whole, reporter, errors);
      }
      if (config.captureFile().isEmpty()) {
        instance.steerBy(filter, peers, local, localEnds);
      }
      complete = true;
      return instance;
    } finally {
      if (!complete) {
        instance.abandon();
        reporter.removeInstance(instance.reports);
      }
    }
  }

  /** A source that cannot be steered, a test's, is left as it is. */
  private void steerBy(
      PeerFilter filter, PeerNames peers, HostAddresses local, Supplier<HostAddresses> localEnds) {
    FanoutFilter.of(lanes.stream().map(Lane::source).toList(), filter)
        .ifPresent(
            sources -> {
              hosts = new HostWatch(name, peers, InetAddress::getAllByName);
              steering =
                  Optional.of(
                      CaptureSteering.of(sources, running(), opened, local, localEnds, hosts));
            });
  }

  /** Closes the source if its lane cannot be created. */
  private void addLane(
      FrameSource source,
      int number,
      int count,
      TimedDirections timedEnds,
      ReportEnd end,
      RttdConfig whole,
      Reporter reporter,
      ErrorHandler errors) {
    boolean added = false;
    try {
      String laneName = count == 1 ? name : name + "-" + number;
      CapturePipeline pipeline =
          CapturePipeline.of(laneName, source, whole.engine().sharedBy(count))
              .part(number, count)
              .timedEnds(timedEnds)
              .expectNoCopies(seesPacketsOnce(opened))
              .snapshots(
                  source.isLive() ? reports : snapshot -> handOverPatiently(snapshot, reporter))
              .errors(errors)
              .reportEvery(whole.reporting().interval().toNanos())
              .build();
      Lane lane = new Lane(laneName, source, pipeline, errors);
      lane.agent().endWith(end);
      lanes.add(lane);
      added = true;
    } finally {
      if (!added) {
        CloseHelper.quietClose(source);
      }
    }
  }

  /**
   * Whether copies can only come from the network: several interfaces, a mirror and tunnels show
   * the same packet more than once by themselves.
   */
  private static boolean seesPacketsOnce(InstanceConfig config) {
    return config.captureFile().isEmpty()
        && config.mode() == Mode.HOST
        && !config.tunnels()
        && config.interfaceName().filter(CaptureInterfaces.ANY::equals).isEmpty();
  }

  /** Opens what a capture reads: {@link CaptureSource#open}, or what a test puts in its place. */
  @FunctionalInterface
  interface SourceOpener {
    FrameSource open(
        InstanceConfig instance, PeerFilter filter, RttdConfig config, Optional<FanoutGroup> group)
        throws CaptureException;
  }

  /** A file is read faster than it is reported; reading waits, so that nothing is lost. */
  private void handOverPatiently(ShardSnapshot snapshot, Reporter reporter) {
    while (reporter.waitingSnapshots() > PATIENT_BACKLOG
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(BACKLOG_WAIT_NS);
    }
    reports.onSnapshot(snapshot);
    reporter.wake();
  }

  private CaptureSteering.RunningCapture running() {
    return new CaptureSteering.RunningCapture() {
      @Override
      public void announceGap() {
        lanes.forEach(lane -> lane.agent().announceGap(SystemEpochNanoClock.INSTANCE.nanoTime()));
      }

      @Override
      public void replaceTimedEnds(TimedDirections timedEnds) {
        lanes.forEach(lane -> lane.agent().replaceTimedEnds(timedEnds));
      }

      @Override
      public void rename(PeerNames names) {
        InstanceConfig described = current;
        reports.describe(described.tags(), naming.of(described, names));
      }
    };
  }

  private CaptureReading read() {
    if (!saidUnreadable) {
      Optional<String> unreadable = unreadableLinkType();
      unreadable.ifPresent(
          type -> LOG.log(Level.WARNING, () -> name + ": cannot decode frames of " + type));
      saidUnreadable = unreadable.isPresent();
    }
    return LaneCounts.read(
        lanes, steering.map(live -> live.samplingRate(System.nanoTime())).orElse(1.0));
  }

  /** The first link type that could not be read, in words. Any thread. */
  private Optional<String> unreadableLinkType() {
    return lanes.stream().flatMap(lane -> lane.unreadableLinkType().stream()).findFirst();
  }

  /** Starts engines and captures; {@code onEnd} is called on a capture thread when one ends. */
  void start(Consumer<Instance> onEnd) {
    lanes.forEach(lane -> lane.start(() -> onEnd.accept(this)));
    if (isWaiting()) {
      return; // Its source has said so.
    }
    LOG.log(
        Level.INFO,
        () -> name + ": measuring" + (current.tags().isEmpty() ? "" : " for " + current.tags()));
  }

  /** Resolves other hosts; known addresses are kept if DNS fails. */
  PeerNames resolve(List<String> wanted) {
    return steering
        .map(CaptureSteering::names)
        .orElseGet(() -> PeerNames.none(name))
        .resolve(wanted, InetAddress::getAllByName);
  }

  /**
   * Applies a new configuration's filter to a running capture. One thread at a time.
   *
   * @return takes it back
   * @throws CaptureException when the kernel does not take the filter; the old one stays then
   */
  Runnable refilter(InstanceConfig next, PeerNames peers) throws CaptureException {
    if (steering.isEmpty() || hasEnded()) {
      return () -> {};
    }
    return steering.get().reconfigure(next, peers, System.nanoTime());
  }

  /**
   * Applies the other settings of a new configuration that can change while the capture runs. One
   * thread at a time.
   *
   * @param peers the names of the new configuration's hosts
   */
  void apply(Member member, RttdConfig whole, PeerNames peers) {
    InstanceConfig next = member.config();
    configured = member.configured();
    current = next;
    reports.describe(next.tags(), naming.of(next, peers));
    lanes.forEach(lane -> lane.agent().reportEvery(whole.reporting().interval().toNanos()));
  }

  /** Lets a live capture check what may have changed. Steering thread. */
  void steer(long nowNs) {
    if (!hasEnded()) {
      steering.ifPresent(live -> live.onTime(nowNs));
    }
  }

  /** The configured instance that this is a capture of. */
  InstanceConfig configured() {
    return configured;
  }

  /** The budget that its engine was opened with; a reload does not change it. */
  long memoryLimitBytes() {
    return memoryLimitBytes;
  }

  /** The tags that its reports have now. */
  List<String> tags() {
    return current.tags();
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
    if (isLive()) {
      lanes.forEach(lane -> lane.addProgress(progress));
    }
  }

  /** Marks its end as intended. */
  void retire() {
    retired = true;
  }

  /** Whether its end is intended. Thread-safe. */
  boolean isRetired() {
    return retired;
  }

  /** What {@code rttd status} says of it. Any thread. */
  DaemonStatus.Capture status() {
    return new DaemonStatus.Capture(
        name, current.tags(), isLive(), hasEnded(), unreadableLinkType(), isWaiting());
  }

  /** Its end of the reporter. */
  InstanceReports reports() {
    return reports;
  }

  String name() {
    return name;
  }

  boolean isLive() {
    return lanes.get(0).source().isLive();
  }

  /** Whether it waits for its interface. Thread-safe. */
  private boolean isWaiting() {
    return lanes.get(0).source().isWaiting();
  }

  /** Whether each capture thread has come to its end. */
  boolean hasEnded() {
    return lanes.stream().allMatch(Lane::hasEnded);
  }

  /** What damaged the source; meaningful when the capture has ended. */
  Optional<CaptureFault> fault() {
    return lanes.stream().flatMap(lane -> lane.source().fault().stream()).findFirst();
  }

  /** Ends the capture: reads what the kernel still holds, and requests the last report. */
  void stopCapture() {
    CloseHelper.quietCloseAll(hosts, naming);
    lanes.forEach(Lane::stopCapture);
  }

  /** Waits for the shards to handle everything published. */
  void stopEngine() {
    lanes.forEach(Lane::stopEngine);
  }

  /** Releases what was opened, without a report. */
  void abandon() {
    CloseHelper.quietCloseAll(hosts, naming);
    lanes.forEach(Lane::abandon);
  }
}
