package io.rttd.probe;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.config.Cidr;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.CaptureCounter;
import io.rttd.model.ServicePorts;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.TimedDirections;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Measures the TCP round-trip times in a capture file, on the calling thread.
 *
 * <pre>{@code
 * RttReading reading = CaptureFileProbe.of(Path.of("run.pcap")).local("192.0.2.1").read();
 * }</pre>
 */
public final class CaptureFileProbe {
  private static final int BATCH = 4096;
  private static final long MEMORY_LIMIT_BYTES = 256L << 20;
  private static final Duration MAX_RTT = Duration.ofSeconds(60);

  private final Path file;
  private final List<Cidr> local = new ArrayList<>();
  private final List<Integer> serverPorts = new ArrayList<>();
  private VerdictListener listener = VerdictListener.NONE;

  private CaptureFileProbe(Path file) {
    this.file = Objects.requireNonNull(file, "file");
  }

  /** Describes the reading of a pcap, pcapng or snoop file, also as .gz. */
  public static CaptureFileProbe of(Path file) {
    return new CaptureFileProbe(file);
  }

  /**
   * Times only what this address or network sends. May be repeated; without it, both ends of each
   * connection are timed.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public CaptureFileProbe local(String cidr) {
    local.add(Cidr.parse(cidr));
    return this;
  }

  /**
   * The end with this port is the server. May be repeated; without it, no {@link Direction} but
   * {@link Direction#BOTH} is known, and responses are measured only of connections whose SYN is in
   * the file.
   *
   * @throws IllegalArgumentException unless it is 1 to 65535
   */
  public CaptureFileProbe serverPort(int port) {
    serverPorts.add(ProbeEngine.requirePort(port));
    return this;
  }

  /** Also called for each verdict, sample or not, in the order of the frames. */
  public CaptureFileProbe onVerdict(VerdictListener verdicts) {
    listener = Objects.requireNonNull(verdicts, "verdicts");
    return this;
  }

  /**
   * Reads the file to its end.
   *
   * @throws CaptureException when it cannot be opened, or is damaged (BAD_FILE, with the byte
   *     offset of the damage)
   */
  public RttReading read() throws CaptureException {
    AgronaAccess.open();
    TimedDirections timedEnds =
        local.isEmpty()
            ? TimedDirections.bothEnds()
            : TimedDirections.host(new LocalNetworks(List.of(), local));
    VerdictTally tally = new VerdictTally(MAX_RTT, serverPorts, listener);
    ServicePorts services = ProbeEngine.services(serverPorts);
    CaptureCounters counters = new CaptureCounters();
    try (FrameSource source = CaptureFiles.open(file);
        CapturePipeline pipeline =
            CapturePipeline.of(
                    file.toString(), source, ProbeEngine.config(MAX_RTT, MEMORY_LIMIT_BYTES))
                .timedEnds(timedEnds)
                .counters(counters)
                .verdicts(tally)
                .services(() -> services)
                .build()) {
      int moved;
      do {
        moved = pipeline.pump().poll(BATCH);
      } while (moved != FrameSource.END);
      if (source.fault().isPresent()) {
        throw new CaptureException(
            Reason.BAD_FILE,
            file
                + ": damaged at byte "
                + source.fault().get().byteOffset()
                + ": "
                + source.fault().get().message());
      }
    }
    return tally.read(counters.get(CaptureCounter.PACKETS), 0);
  }
}
