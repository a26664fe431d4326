package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.SegmentPump;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What an engine makes of all that a source has, in tap mode. */
final class Measurement {
  /** One text for each verdict: whose data, by which ACK. */
  final List<String> verdicts = new ArrayList<>();

  /** The time of each. */
  final List<Long> rttsNs = new ArrayList<>();

  /** Ports to which samples belong. */
  final Set<Integer> sampledPorts = new TreeSet<>();

  final CaptureCounters counters = new CaptureCounters();

  /** Usual are some microseconds. */
  private static final long STAMPING_NS = TimeUnit.MICROSECONDS.toNanos(50);

  private Measurement() {}

  /** Of what a live source has heard until now, or of all of a file. */
  static Measurement of(FrameSource source) {
    Measurement measurement = new Measurement();
    try (CapturePipeline pipeline =
        CapturePipeline.of("t", source, EngineConfig.defaults(1).withShards(0))
            .counters(measurement.counters)
            .verdicts(measurement::add)
            .build()) {
      SegmentPump pump = pipeline.pump();
      while (!pump.isFinished()) {
        if (pump.poll(4096) == 0) {
          pump.finish();
        }
      }
    }
    return measurement;
  }

  /** Fails unless another capture of the same moment gave the same samples, to the nanosecond. */
  void assertSameAs(Measurement other) {
    assertThat(verdicts).isEqualTo(other.verdicts);
    assertThat(rttsNs).isEqualTo(other.rttsNs);
  }

  /**
   * As {@link #assertSameAs}, where the kernel stamps for each capture by itself: the times differ
   * by what lies between two packet sockets' turns, at the median.
   */
  void assertSameButForStampingAs(Measurement other) {
    assertThat(verdicts).isEqualTo(other.verdicts);
    long[] apartNs =
        IntStream.range(0, rttsNs.size())
            .mapToLong(i -> Math.abs(rttsNs.get(i) - other.rttsNs.get(i)))
            .sorted()
            .toArray();
    assertThat(apartNs[apartNs.length / 2]).isLessThan(STAMPING_NS);
  }

  private void add(AckVerdict verdict) {
    Segment ack = verdict.acknowledgement();
    verdicts.add(
        "%s:%d to %s:%d %s %s of %d"
            .formatted(
                Addresses.toText(ack.dstHi, ack.dstLo),
                ack.dstPort,
                Addresses.toText(ack.srcHi, ack.srcLo),
                ack.srcPort,
                verdict.verdict(),
                verdict.kind(),
                ack.ack));
    rttsNs.add(verdict.rttNs());
    if (verdict.verdict().isSample()) {
      sampledPorts.add(ack.dstPort);
    }
  }
}
