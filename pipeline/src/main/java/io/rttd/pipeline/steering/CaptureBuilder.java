package io.rttd.pipeline.steering;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.FanoutGroup;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.InstanceConfig;
import io.rttd.config.Mode;
import io.rttd.config.RttdConfig;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.ServicePorts;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.Lane;
import io.rttd.pipeline.ReportEnd;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.interfaces.HostAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Assembles one capture as configured: a source and a pipeline for each lane, and steering if it is
 * live.
 */
public final class CaptureBuilder {
  private final String name;
  private final InstanceConfig config;
  private final RttdConfig whole;
  private final Supplier<HostAddresses> localEnds;
  private final ErrorHandler errors;
  private CaptureSource.Opener opener = CaptureSource::open;
  private PeerNames peers;
  private Supplier<ServicePorts> services = () -> ServicePorts.NONE;
  private SnapshotListener snapshots = snapshot -> snapshot.recycle();
  private Consumer<PeerNames> renaming = names -> {};

  CaptureBuilder(
      String name,
      InstanceConfig config,
      RttdConfig whole,
      Supplier<HostAddresses> localEnds,
      ErrorHandler errors) {
    this.name = name;
    this.config = config;
    this.whole = whole;
    this.localEnds = localEnds;
    this.errors = errors;
    peers = PeerNames.none(name);
  }

  /** Replaces the opener of each lane's source, e.g. in a test. */
  public CaptureBuilder opener(CaptureSource.Opener other) {
    opener = other;
    return this;
  }

  /** Sets the configured hosts with their addresses; the default is none. */
  public CaptureBuilder peers(PeerNames resolved) {
    peers = resolved;
    return this;
  }

  /**
   * Sets the supplier of the current table of server ports, see {@link CapturePipeline.Builder}.
   */
  public CaptureBuilder services(Supplier<ServicePorts> current) {
    services = current;
    return this;
  }

  /** Sets the listener for snapshots, called on the engines' threads. */
  public CaptureBuilder snapshots(SnapshotListener listener) {
    snapshots = listener;
    return this;
  }

  /** Sets the callback for changed addresses of hosts, called on the steering thread. */
  public CaptureBuilder renaming(Consumer<PeerNames> listener) {
    renaming = listener;
    return this;
  }

  /**
   * Opens the sources and prepares everything else without starting it.
   *
   * @throws CaptureException if a source cannot be opened; then none stays open
   */
  public RunningCapture open() throws CaptureException {
    HostAddresses local = localEnds.get();
    PeerFilter filter = CaptureSource.filterOf(config, peers, local);
    TimedDirections timedEnds = CaptureSource.timedEnds(config, local);
    List<Lane> lanes = new ArrayList<>();
    boolean complete = false;
    try {
      int count = isLive() ? whole.captureThreads() : 1;
      Optional<FanoutGroup> group =
          count > 1 ? Optional.of(new FanoutGroup(config.tunnels())) : Optional.empty();
      ReportEnd end = new ReportEnd();
      for (int i = 0; i < count; i++) {
        FrameSource source = opener.open(config, filter, whole, group);
        lanes.add(lane(source, i, count, timedEnds, end));
      }
      RunningCapture capture = steered(List.copyOf(lanes), filter, local);
      complete = true;
      return capture;
    } finally {
      if (!complete) {
        lanes.forEach(Lane::abandon);
      }
    }
  }

  private boolean isLive() {
    return config.captureFile().isEmpty();
  }

  /** Closes the source if its lane cannot be created. */
  private Lane lane(
      FrameSource source, int number, int count, TimedDirections timedEnds, ReportEnd end) {
    boolean created = false;
    try {
      String laneName = count == 1 ? name : name + "-" + number;
      CapturePipeline pipeline =
          CapturePipeline.of(laneName, source, whole.engine().sharedBy(count))
              .part(number, count)
              .timedEnds(timedEnds)
              .services(services)
              .expectNoCopies(seesPacketsOnce())
              .snapshots(snapshots)
              .errors(errors)
              .reportEvery(whole.reporting().interval().toNanos())
              .build();
      Lane lane = new Lane(laneName, source, pipeline, errors);
      lane.agent().endWith(end);
      created = true;
      return lane;
    } finally {
      if (!created) {
        CloseHelper.quietClose(source);
      }
    }
  }

  /**
   * Whether only the network can make copies: several interfaces, a mirror or tunnels show the same
   * packet more than once by themselves.
   */
  private boolean seesPacketsOnce() {
    return isLive()
        && config.mode() == Mode.HOST
        && !config.tunnels()
        && config.interfaceName().filter(CaptureInterfaces.ANY::equals).isEmpty();
  }

  /** A test's source that cannot be steered is left unchanged. */
  private RunningCapture steered(List<Lane> lanes, PeerFilter filter, HostAddresses local) {
    Optional<FanoutFilter> sources =
        isLive()
            ? FanoutFilter.of(lanes.stream().map(Lane::source).toList(), filter)
            : Optional.empty();
    if (sources.isEmpty()) {
      return new RunningCapture(name, lanes, Optional.empty(), Optional.empty());
    }
    HostWatch hosts = new HostWatch(name, peers, InetAddress::getAllByName);
    CaptureSteering steering =
        CaptureSteering.of(
            sources.get(), new SteeredLanes(lanes, renaming), config, local, localEnds, hosts);
    return new RunningCapture(name, lanes, Optional.of(steering), Optional.of(hosts));
  }

  /** All lanes as one capture. */
  private record SteeredLanes(List<Lane> lanes, Consumer<PeerNames> renaming)
      implements CaptureSteering.SteeredCapture {
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
      renaming.accept(names);
    }
  }
}
