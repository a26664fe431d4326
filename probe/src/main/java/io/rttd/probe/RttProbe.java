package io.rttd.probe;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.model.CaptureCounter;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.live.LiveCapture;
import java.time.Duration;
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
 * <p>It needs CAP_NET_RAW, and {@code --add-exports java.base/jdk.internal.misc=ALL-UNNAMED} on the
 * JVM's command line. One thread of its own captures and matches; all methods here may be called
 * from any thread.
 */
public final class RttProbe implements AutoCloseable {
  private final VerdictTally tally;
  private final FrameSource source;
  private final CaptureCounters counters;
  private final ProbeThread thread;

  private RttProbe(
      VerdictTally tally, FrameSource source, CaptureCounters counters, ProbeThread thread) {
    this.tally = tally;
    this.source = source;
    this.counters = counters;
    this.thread = thread;
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
    TimedDirections timedEnds = settings.timedEnds();
    VerdictTally tally = new VerdictTally(settings.maxRtt());
    FrameSource source = LiveCapture.open(settings.liveSettings());
    CapturePipeline pipeline =
        CapturePipeline.of(settings.interfaceName(), source, settings.engineConfig())
            .timedEnds(timedEnds)
            .verdicts(tally.and(settings.listener()))
            .build();
    ProbeThread thread =
        new ProbeThread("rttd-probe-" + settings.interfaceName(), pipeline.pump(), source);
    thread.start();
    return new RttProbe(tally, source, pipeline.counters(), thread);
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

  /** Ends the capture; {@link #reading()} still returns what was measured. */
  @Override
  public void close() {
    thread.close();
  }
}
