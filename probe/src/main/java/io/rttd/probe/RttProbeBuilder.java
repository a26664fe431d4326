package io.rttd.probe;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.Cidr;
import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.ServicePorts;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.interfaces.HostAddresses;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import io.rttd.pipeline.live.LiveSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an {@link RttProbe} shall measure. Not for use by several threads. */
public final class RttProbeBuilder {
  private static final int SNAPLEN_BYTES = 256;
  private static final long LEAST_FILE_BYTES = 1 << 10;
  private static final Duration SHORTEST_MAX_RTT = Duration.ofMillis(1);
  private static final Duration LONGEST_MAX_RTT = Duration.ofHours(1);

  private final String interfaceName;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Cidr> peers = new ArrayList<>();
  private final List<Cidr> local = new ArrayList<>();
  private Optional<String> filter = Optional.empty();
  private VerdictListener listener = VerdictListener.NONE;
  private Duration maxRtt = Duration.ofSeconds(60);
  private long memoryLimitBytes = 64L << 20;
  private Optional<Recording> recording = Optional.empty();
  private boolean bothEnds;

  private record Recording(Path file, long maxBytes) {}

  RttProbeBuilder(String interfaceName) {
    this.interfaceName = Objects.requireNonNull(interfaceName, "interfaceName");
  }

  /**
   * Only connections with this port at either end, which is the server's. May be repeated: any of
   * them.
   *
   * @throws IllegalArgumentException unless it is 1 to 65535
   */
  public RttProbeBuilder port(int port) {
    ports.add(ProbeEngine.requirePort(port));
    return this;
  }

  /**
   * Only connections with this address or network, e.g. {@code 192.0.2.7} or {@code 2001:db8::/32}.
   * May be repeated: any of them.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public RttProbeBuilder peer(String cidr) {
    peers.add(Cidr.parse(cidr));
    return this;
  }

  /** Only what this expression selects as well, in the language of pcap-filter(7). */
  public RttProbeBuilder filter(String expression) {
    filter = Optional.of(expression);
    return this;
  }

  /**
   * Also this address or network is local, so that what it sends is timed: containers behind a
   * bridge, say. The host's own addresses always are. May be repeated.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public RttProbeBuilder local(String cidr) {
    local.add(Cidr.parse(cidr));
    return this;
  }

  /** Times what either end sends, wherever the ends are: for a router or a mirrored port. */
  public RttProbeBuilder tap() {
    bothEnds = true;
    return this;
  }

  /**
   * Longer times are no samples; 60 s unless set.
   *
   * @throws IllegalArgumentException unless it is 1 ms to 1 h
   */
  public RttProbeBuilder maxRtt(Duration limit) {
    if (limit.compareTo(SHORTEST_MAX_RTT) < 0 || limit.compareTo(LONGEST_MAX_RTT) > 0) {
      throw new IllegalArgumentException("maxRtt " + limit + ": from 1 ms to 1 h");
    }
    maxRtt = limit;
    return this;
  }

  /**
   * Flows and outstanding segments take no more than this, 64 MiB unless set.
   *
   * @throws IllegalArgumentException below 1 MiB
   */
  public RttProbeBuilder memoryLimit(long bytes) {
    if (bytes < 1 << 20) {
      throw new IllegalArgumentException("memoryLimit " + bytes + ": at least 1 MiB");
    }
    memoryLimitBytes = bytes;
    return this;
  }

  /**
   * Also writes the packets' headers to a pcap file, which is complete once the probe is closed:
   * see {@link RttProbe#recorded}. A file that is there is replaced. The first packet that does not
   * fit ends the recording, and the measurement continues.
   *
   * @param maxBytes the file's size limit
   * @throws IllegalArgumentException if that is below 1 KiB
   */
  public RttProbeBuilder record(Path file, long maxBytes) {
    if (maxBytes < LEAST_FILE_BYTES) {
      throw new IllegalArgumentException("maxBytes " + maxBytes + ": at least 1 KiB");
    }
    recording = Optional.of(new Recording(file, maxBytes));
    return this;
  }

  /** Also called for each verdict, sample or not, on the probe's thread. */
  public RttProbeBuilder onVerdict(VerdictListener verdicts) {
    listener = Objects.requireNonNull(verdicts, "verdicts");
    return this;
  }

  /**
   * Starts to measure. What passes after this method has returned is seen.
   *
   * @throws CaptureException NOT_FOUND (no such interface), NO_PERMISSION (no CAP_NET_RAW),
   *     BAD_FILTER, or UNSUPPORTED; its message says what to do
   * @throws UncheckedIOException if the folder of the file to {@link #record} cannot be created
   */
  public RttProbe start() throws CaptureException {
    return RttProbe.start(this);
  }

  String interfaceName() {
    return interfaceName;
  }

  /** Whether {@link #port} was called. */
  public boolean hasPort() {
    return !ports.isEmpty();
  }

  VerdictTally tally() {
    return new VerdictTally(maxRtt, ports, listener);
  }

  /** The ports tell the server of connections that began before the probe. */
  ServicePorts services() {
    return ProbeEngine.services(ports);
  }

  TimedDirections timedEnds() {
    return bothEnds
        ? TimedDirections.bothEnds()
        : TimedDirections.host(HostAddresses.of(InterfaceMonitor.readOnce()).with(local));
  }

  LiveSettings liveSettings() {
    PeerFilter wanted = new PeerFilter(peers, List.of(), List.of(), ports, filter);
    return LiveSettings.of(interfaceName, SNAPLEN_BYTES, wanted);
  }

  /** The source that also records, if it shall. */
  Optional<RecordingSource> recording(FrameSource source) {
    return recording.map(
        to -> new RecordingSource(source, to.file(), SNAPLEN_BYTES, to.maxBytes()));
  }

  void createFolder() {
    Optional<Path> folder = recording.map(to -> to.file().toAbsolutePath().getParent());
    if (folder.isPresent()) {
      try {
        Files.createDirectories(folder.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  EngineConfig engineConfig() {
    return ProbeEngine.config(maxRtt, memoryLimitBytes);
  }
}
