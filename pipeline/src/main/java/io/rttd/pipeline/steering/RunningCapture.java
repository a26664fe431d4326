package io.rttd.pipeline.steering;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.config.InstanceConfig;
import io.rttd.config.RttdConfig;
import io.rttd.model.CaptureReading;
import io.rttd.pipeline.Lane;
import io.rttd.pipeline.LaneCounts;
import io.rttd.pipeline.interfaces.HostAddresses;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;

/**
 * One capture at work: its lanes, among which the kernel distributes a live capture's packets by
 * flow, and their steering. A file has one lane, which is not steered.
 *
 * <p>Lifecycle: {@link #of}, the builder's settings, {@link CaptureBuilder#open()}, {@link #start},
 * {@link #stopCapture()}, {@link #stopEngine()}; {@link #abandon()} instead if it does not start.
 */
public final class RunningCapture {
  private static final Logger LOG = System.getLogger(RunningCapture.class.getName());

  private final String name;
  private final List<Lane> lanes;
  private final Optional<CaptureSteering> steering;
  private final Optional<HostWatch> hosts;
  private boolean saidUnreadable;

  RunningCapture(
      String name,
      List<Lane> lanes,
      Optional<CaptureSteering> steering,
      Optional<HostWatch> hosts) {
    this.name = name;
    this.lanes = lanes;
    this.steering = steering;
    this.hosts = hosts;
  }

  /**
   * Starts building a capture.
   *
   * @param name its name, in the log and for its threads
   * @param config the instance, on a real interface
   * @param whole the configuration, with this capture's share of the memory
   * @param localEnds returns the host's current local addresses, now and while it runs
   * @param errors called for uncaught exceptions
   */
  public static CaptureBuilder of(
      String name,
      InstanceConfig config,
      RttdConfig whole,
      Supplier<HostAddresses> localEnds,
      ErrorHandler errors) {
    return new CaptureBuilder(name, config, whole, localEnds, errors);
  }

  /** Starts engines and captures; {@code onEnd} runs on each capture thread when it ends. */
  public void start(Runnable onEnd) {
    lanes.forEach(lane -> lane.start(onEnd));
  }

  /** Resolves these hosts; known addresses are kept if DNS fails. */
  public PeerNames resolve(List<String> wanted) {
    return steering
        .map(CaptureSteering::names)
        .orElseGet(() -> PeerNames.none(name))
        .resolve(wanted, InetAddress::getAllByName);
  }

  /**
   * Applies a new configuration's filter. One thread at a time.
   *
   * @return an action that undoes the change
   * @throws CaptureException if the kernel rejects the filter; then the old one stays
   */
  public Runnable refilter(InstanceConfig next, PeerNames peers) throws CaptureException {
    if (steering.isEmpty() || hasEnded()) {
      return () -> {};
    }
    return steering.get().reconfigure(next, peers, System.nanoTime());
  }

  /** Changes the report interval, in ns. One thread at a time. */
  public void reportEvery(long intervalNs) {
    lanes.forEach(lane -> lane.agent().reportEvery(intervalNs));
  }

  /** Checks everything that may have changed for a live capture. Steering thread. */
  public void steer(long nowNs) {
    if (!hasEnded()) {
      steering.ifPresent(live -> live.onTime(nowNs));
    }
  }

  /** Maximum time between two calls of {@link #steer}, in ms; a file is not steered. Any thread. */
  public long steeringPauseMs() {
    return steering.map(CaptureSteering::pauseMs).orElse(Long.MAX_VALUE);
  }

  /** Its counts since the start. Warns once about a link type that it cannot read. One thread. */
  public CaptureReading reading() {
    if (!saidUnreadable) {
      Optional<String> unreadable = unreadableLinkType();
      unreadable.ifPresent(
          type -> LOG.log(Level.WARNING, () -> name + ": cannot decode frames of " + type));
      saidUnreadable = unreadable.isPresent();
    }
    return LaneCounts.read(
        lanes, steering.map(live -> live.samplingRate(System.nanoTime())).orElse(1.0));
  }

  /** The first link type that could not be read, as text. Any thread. */
  public Optional<String> unreadableLinkType() {
    return lanes.stream().flatMap(lane -> lane.unreadableLinkType().stream()).findFirst();
  }

  /**
   * Adds a number per thread of a live capture, which grows while that thread works. Any thread.
   */
  public void addProgress(Map<String, Long> progress) {
    if (isLive()) {
      lanes.forEach(lane -> lane.addProgress(progress));
    }
  }

  /** Whether packets come from an interface. Any thread. */
  public boolean isLive() {
    return lanes.get(0).source().isLive();
  }

  /** Whether it waits for its interface. Any thread. */
  public boolean isWaiting() {
    return lanes.get(0).source().isWaiting();
  }

  /** Whether all capture threads have ended. Any thread. */
  public boolean hasEnded() {
    return lanes.stream().allMatch(Lane::hasEnded);
  }

  /** The fault of the source, if any; valid once the capture has ended. */
  public Optional<CaptureFault> fault() {
    return lanes.stream().flatMap(lane -> lane.source().fault().stream()).findFirst();
  }

  /** Ends the capture: reads what the kernel has buffered, and requests the last report. */
  public void stopCapture() {
    hosts.ifPresent(CloseHelper::quietClose);
    lanes.forEach(Lane::stopCapture);
  }

  /** Waits for the shards to handle everything published. */
  public void stopEngine() {
    lanes.forEach(Lane::stopEngine);
  }

  /** Releases what was opened, without a report. */
  public void abandon() {
    hosts.ifPresent(CloseHelper::quietClose);
    lanes.forEach(Lane::abandon);
  }
}
