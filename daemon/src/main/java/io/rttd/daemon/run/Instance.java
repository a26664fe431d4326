package io.rttd.daemon.run;

import io.rttd.capture.CaptureException;
import io.rttd.config.InstanceConfig;
import io.rttd.config.RttdConfig;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.CaptureReading;
import io.rttd.pipeline.interfaces.HostInterfaces;
import io.rttd.pipeline.steering.CaptureSource;
import io.rttd.pipeline.steering.Member;
import io.rttd.pipeline.steering.PeerNames;
import io.rttd.pipeline.steering.RunningCapture;
import io.rttd.reporting.InstanceNaming;
import io.rttd.reporting.InstanceReports;
import io.rttd.reporting.Reporter;
import io.rttd.reporting.status.DaemonStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;

/** One capture of a configured instance, and its place in the reporter. */
final class Instance {
  private static final Logger LOG = System.getLogger(Instance.class.getName());

  /** Maximum number of snapshots waiting for the reporter before a file's engine waits, too. */
  private static final int PATIENT_BACKLOG = 256;

  private static final long BACKLOG_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String name;
  private final InstanceConfig opened;
  private final long memoryLimitBytes;
  private final Reporter reporter;
  private final InstanceReports reports;
  private final InstanceNaming naming;
  private final RunningCapture capture;
  private volatile InstanceConfig configured;
  private volatile InstanceConfig current;
  private volatile boolean retired;

  /**
   * Opens the capture without starting it.
   *
   * @param whole the configuration, with this capture's share of the memory
   * @param host provides the host's local addresses and the names of server ports
   * @param naming names its addresses; closed with it
   * @param errors is called for uncaught exceptions
   */
  Instance(
      Member member,
      RttdConfig whole,
      CaptureSource.Opener opener,
      HostInterfaces host,
      InstanceNaming naming,
      Reporter reporter,
      ErrorHandler errors)
      throws CaptureException {
    opened = member.config();
    current = opened;
    configured = member.configured();
    memoryLimitBytes = whole.engine().memoryLimitBytes();
    this.naming = naming;
    this.reporter = reporter;
    PeerNames peers =
        PeerNames.none(member.name()).resolve(opened.hosts(), InetAddress::getAllByName);
    reports =
        reporter.addInstance(
            member.name(),
            opened.tags(),
            this::read,
            naming.of(opened, peers),
            whole.engine().maxPeers());
    name = reports.source();
    boolean complete = false;
    try {
      capture =
          RunningCapture.of(name, opened, whole, host::addresses, errors)
              .opener(opener)
              .peers(peers)
              .services(host.services().tableOf(opened))
              .snapshots(outlet())
              .renaming(this::describe)
              .open();
      complete = true;
    } finally {
      if (!complete) {
        naming.close();
        reporter.removeInstance(reports);
      }
    }
  }

  private SnapshotListener outlet() {
    return opened.captureFile().isPresent() ? this::handOverPatiently : reports;
  }

  /** A file is read faster than it is reported; reading waits, so nothing is lost. */
  private void handOverPatiently(ShardSnapshot snapshot) {
    while (reporter.waitingSnapshots() > PATIENT_BACKLOG
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(BACKLOG_WAIT_NS);
    }
    reports.onSnapshot(snapshot);
  }

  /** Only a running capture reports, so it exists. */
  private CaptureReading read() {
    return capture.reading();
  }

  private void describe(PeerNames peers) {
    InstanceConfig described = current;
    reports.describe(described.tags(), naming.of(described, peers));
  }

  /** Starts the capture; {@code onEnd} is called on a capture thread when one ends. */
  void start(Consumer<Instance> onEnd) {
    capture.start(() -> onEnd.accept(this));
    if (capture.isWaiting()) {
      return; // Its source has already logged it.
    }
    LOG.log(
        Level.INFO,
        () -> name + ": measuring" + (current.tags().isEmpty() ? "" : " for " + current.tags()));
  }

  /**
   * Applies the settings of a new configuration, other than its filter, that can change while the
   * capture runs. One thread at a time.
   *
   * @param peers the names of the new configuration's hosts
   */
  void apply(Member member, RttdConfig whole, PeerNames peers) {
    configured = member.configured();
    current = member.config();
    describe(peers);
    capture.reportEvery(whole.reporting().interval().toNanos());
  }

  /** What runs. */
  RunningCapture capture() {
    return capture;
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

  /** Its unique name in reports. */
  String name() {
    return name;
  }

  /** Its end of the reporter. */
  InstanceReports reports() {
    return reports;
  }

  /** Marks its end as intended. */
  void retire() {
    retired = true;
  }

  /** Whether its end is intended. Thread-safe. */
  boolean isRetired() {
    return retired;
  }

  /** Its state for {@code rttd status}. Thread-safe. */
  DaemonStatus.Capture status() {
    return new DaemonStatus.Capture(
        name,
        current.tags(),
        capture.isLive(),
        capture.hasEnded(),
        capture.unreadableLinkType(),
        capture.isWaiting());
  }

  /** Ends the capture: reads what the kernel has buffered, and requests the last report. */
  void stopCapture() {
    CloseHelper.quietClose(naming);
    capture.stopCapture();
  }

  /** Releases what was opened, without a report. */
  void abandon() {
    CloseHelper.quietClose(naming);
    capture.abandon();
  }
}
