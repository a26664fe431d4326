package io.rttd.probe;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.FrameSource;
import io.rttd.model.CaptureCounter;
import io.rttd.model.ServicePorts;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.live.LiveCapture;
import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Measures the TCP round-trip times on an interface, while it is open. Nothing is sent.
 *
 * <pre>{@code
 * try (RttProbe probe = RttProbe.on("lo").port(8080).start()) {
 *   callTheServer();
 *   Histogram rttNs = probe.histogram();
 * }
 * }</pre>
 *
 * <p>It needs CAP_NET_RAW. One thread of its own captures and matches; all methods here may be
 * called from any thread.
 */
public final class RttProbe implements AutoCloseable {
  private final VerdictTally tally;
  private final FrameSource source;
  private final CaptureCounters counters;
  private final ProbeThread thread;
  private final Optional<RecordingSource> recording;

  private RttProbe(
      VerdictTally tally,
      FrameSource source,
      CaptureCounters counters,
      ProbeThread thread,
      Optional<RecordingSource> recording) {
    this.tally = tally;
    this.source = source;
    this.counters = counters;
    this.thread = thread;
    this.recording = recording;
  }

  /**
   * Describes a probe on an interface; {@link RttProbeBuilder#start()} starts it.
   *
   * @param interfaceName e.g. {@code eth0}, {@code lo}, or {@code any}
   */
  public static RttProbeBuilder on(String interfaceName) {
    return new RttProbeBuilder(interfaceName);
  }

  static RttProbe start(RttProbeBuilder settings) throws CaptureException {
    AgronaAccess.open();
    TimedDirections timedEnds = settings.timedEnds();
    VerdictTally tally = settings.tally();
    ServicePorts services = settings.services();
    settings.createFolder();
    FrameSource captured = open(settings);
    Optional<RecordingSource> recording = settings.recording(captured);
    FrameSource source = recording.isPresent() ? recording.get() : captured;
    CapturePipeline pipeline =
        CapturePipeline.of(settings.interfaceName(), source, settings.engineConfig())
            .timedEnds(timedEnds)
            .verdicts(tally)
            .services(() -> services)
            .build();
    ProbeThread thread =
        new ProbeThread("rttd-probe-" + settings.interfaceName(), pipeline.pump(), source);
    thread.start();
    return new RttProbe(tally, source, pipeline.counters(), thread, recording);
  }

  private static FrameSource open(RttProbeBuilder settings) throws CaptureException {
    try {
      return LiveCapture.open(settings.liveSettings());
    } catch (CaptureException e) {
      throw e.reason() == Reason.NO_PERMISSION
          ? new CaptureException(e.reason(), noPermission(settings.interfaceName()), e)
          : e;
    }
  }

  /** What a tester can do, where the cause's message is for the operator of a service. */
  private static String noPermission(String interfaceName) {
    return "capturing on '"
        + interfaceName
        + "' needs the capability CAP_NET_RAW, which this JVM lacks. Grant it to the test run:"
        + " sudo -E env PATH=\"$PATH\" HOME=\"$HOME\" setpriv --reuid $(id -u) --regid $(id -g)"
        + " --init-groups --inh-caps=+net_raw --ambient-caps=+net_raw mvn verify"
        + " (Gradle: --no-daemon). Tests that use only 'lo' can run in a network namespace of their"
        + " own, without root: unshare --map-root-user --net sh -c"
        + " 'ip link set lo up && mvn --offline verify'";
  }

  /**
   * What was measured since the start or the last {@link #reset()}. It waits, some tens of
   * milliseconds, until all packets that passed before the call are in it.
   *
   * @throws IllegalStateException when the capture has failed, or cannot keep up with the traffic
   */
  public RttReading reading() {
    thread.settle();
    return tally.read(counters.get(CaptureCounter.PACKETS), source.kernelDrops());
  }

  /** All samples since the start or the last {@link #reset()}, in ns: a copy. */
  public Histogram histogram() {
    return reading().histogram();
  }

  /**
   * Waits until there are this many samples since the start or the last {@link #reset()}.
   *
   * @return what was measured, with as many samples or, when the time was over first, fewer
   */
  public RttReading awaitSamples(long count, Duration atMost) {
    long startNs = System.nanoTime();
    RttReading reading = reading();
    while (reading.samples() < count && System.nanoTime() - startNs < atMost.toNanos()) {
      reading = reading(); // It waits for the capture itself.
    }
    return reading;
  }

  /** Forgets all samples so far. Connections and what is outstanding in them stay known. */
  public void reset() {
    thread.settle();
    tally.reset();
  }

  /**
   * What {@link RttProbeBuilder#record} asked for; call it after {@link #close()}. Empty if it was
   * not called.
   *
   * @throws IllegalStateException if the probe is still open
   */
  public Optional<RecordedCapture> recorded() {
    if (!thread.hasEnded()) {
      throw new IllegalStateException("close the probe first: until then its file is incomplete");
    }
    return recording.map(RecordingSource::recorded);
  }

  /** Ends the capture; {@link #reading()} still returns what was measured. */
  @Override
  public void close() {
    thread.close();
  }
}
