package io.rttd.pipeline.steering;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.afpacket.FanoutGroup;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.capture.filter.FlowShare;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.config.InstanceConfig;
import io.rttd.config.Mode;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.interfaces.HostAddresses;
import io.rttd.pipeline.live.LiveCapture;
import io.rttd.pipeline.live.LiveMethod;
import io.rttd.pipeline.live.LiveSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens an instance's capture as configured. */
public final class CaptureSource {
  private static final Logger LOG = System.getLogger(CaptureSource.class.getName());

  private CaptureSource() {}

  /** Opens a capture's source: {@link CaptureSource#open}, or a test's replacement. */
  @FunctionalInterface
  public interface Opener {
    /** As {@link CaptureSource#open}. */
    FrameSource open(
        InstanceConfig instance, PeerFilter filter, RttdConfig config, Optional<FanoutGroup> group)
        throws CaptureException;
  }

  /** The instance's name in reports: the interface, or the file's name without its folders. */
  public static String nameOf(InstanceConfig instance) {
    return instance
        .captureFile()
        .map(file -> String.valueOf(file.getFileName()))
        .or(instance::interfaceName)
        .orElseThrow();
  }

  /**
   * Whose data is timed. A file without local networks is read as a tap: the machine that reads it
   * need not be the one that wrote it.
   */
  public static TimedDirections timedEnds(InstanceConfig instance, HostAddresses host) {
    if (instance.mode() == Mode.TAP) {
      return TimedDirections.bothEnds();
    }
    if (instance.captureFile().isPresent()) {
      return instance.localNetworks().isEmpty()
          ? TimedDirections.bothEnds()
          : TimedDirections.host(new LocalNetworks(List.of(), instance.localNetworks()));
    }
    return TimedDirections.host(host.with(instance.localNetworks()));
  }

  /**
   * Opens the file or starts the capture, waiting for an interface that does not exist yet.
   *
   * @param filter which segments to capture, from {@link #filterOf}
   * @param group distributes the interface's packets among several sources; empty: this one
   *     receives all
   */
  public static FrameSource open(
      InstanceConfig instance, PeerFilter filter, RttdConfig config, Optional<FanoutGroup> group)
      throws CaptureException {
    Optional<Path> file = instance.captureFile();
    if (file.isPresent()) {
      FrameSource frames = CaptureFiles.open(file.get());
      return isFiltered(instance) ? FilteringSource.of(frames, filter) : frames;
    }
    String name = instance.interfaceName().orElseThrow();
    LOG.log(
        Level.INFO,
        () ->
            name
                + ": opening the capture; filter: "
                + (filter.share().isNone()
                    ? "nothing until one of the hosts has an address"
                    : filter.expression().orElse("all TCP")
                        + (filter.tunnels() ? ", including tunnels" : "")));
    return LiveCapture.openOrAwait(
        new LiveSettings(
            name,
            new SnapPolicy(config.snaplen(), false),
            filter,
            LiveMethod.best(),
            new RingSettings(
                LiveSettings.ringBytesFor(
                    config.engine().memoryLimitBytes() / config.captureThreads()),
                group,
                instance.mode() == Mode.TAP,
                instance.promiscuous())));
  }

  /**
   * The filter of an instance. If peers are named but none of them has an address, it matches
   * nothing: measuring everything would be the opposite of what was configured. ACKs that this host
   * sends are not needed in host mode, unless local networks are configured or the interface leads
   * to local ends.
   */
  public static PeerFilter filterOf(InstanceConfig instance, PeerNames peers, HostAddresses host) {
    PeerFilter filter =
        new PeerFilter(
            instance.networks(),
            peers.addresses(),
            instance.excludedNetworks(),
            instance.ports(),
            instance.filter());
    boolean noPeer =
        instance.networks().isEmpty() && !instance.hosts().isEmpty() && filter.hosts().isEmpty();
    boolean ownAcks =
        instance.mode() == Mode.TAP
            || !instance.localNetworks().isEmpty()
            || instance.interfaceName().filter(host::leadsToGuests).isPresent();
    PeerFilter needed =
        (ownAcks ? filter : filter.withoutOwnAcks()).withTunnels(instance.tunnels());
    return noPeer ? needed.withShare(FlowShare.NONE) : needed;
  }

  private static boolean isFiltered(InstanceConfig instance) {
    return !instance.networks().isEmpty()
        || !instance.hosts().isEmpty()
        || !instance.excludedNetworks().isEmpty()
        || !instance.ports().isEmpty()
        || instance.filter().isPresent();
  }
}
