package io.rttd.perf.bench;

import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of a segment plus the ACK of the segment one window earlier, with a window of 10 Gbit/s over
 * 100 ms (125 MB): in super-segments of 64 KB, and in segments of 1448 bytes, which exceed by far
 * the slots of one direction of a flow.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LargeWindowBenchmark {
  private static final long WINDOW_BYTES = 125_000_000;
  private static final long NS_PER_BYTE_TENTHS = 8;
  private static final int MSS = 1460;

  /** Payload of each segment. */
  @Param({"65160", "1448"})
  private int payload;

  private SegmentPublisher intake;
  private long sent;
  private long window;
  private long samples;

  /** Counted in addition to the time: how many samples the segments yield. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Yield {
    /** Segments sent. */
    public long segments;

    /** Samples that they yielded. */
    public long samples;
  }

  /** Fills the window. */
  @Setup(Level.Iteration)
  public void fill() {
    EngineConfig direct = EngineConfig.defaults(1).withShards(0);
    RttEngine engine =
        new RttEngine(
            "bench",
            direct,
            verdict -> {
              if (verdict.verdict().isSample()) {
                samples++;
              }
            },
            snapshot -> {});
    intake = engine.intake();
    sent = 0;
    samples = 0;
    window = WINDOW_BYTES / payload;
    Segment synAck = claim(false);
    synAck.flags = TcpFlags.ACK;
    synAck.mss = MSS;
    intake.publish();
    while (sent < window) {
      send();
    }
  }

  /** Sends one segment and receives one ACK. */
  @Benchmark
  public void segmentAndAck(Yield yield) {
    long before = samples;
    send();
    Segment ack = claim(false);
    ack.seq = 1;
    ack.ack = (int) ((sent - window) * payload);
    intake.publish();
    yield.segments++;
    yield.samples += samples - before;
  }

  private void send() {
    Segment segment = claim(true);
    segment.seq = (int) (sent * payload);
    segment.ack = 1;
    segment.payloadLength = payload;
    sent++;
    intake.publish();
  }

  private Segment claim(boolean outgoing) {
    Segment segment = intake.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = 1_000_000_000L + sent * payload * NS_PER_BYTE_TENTHS / 10;
    segment.frame = sent;
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = Addresses.ipv4Lo(outgoing ? 1 : 2);
    segment.dstLo = Addresses.ipv4Lo(outgoing ? 2 : 1);
    segment.srcPort = outgoing ? 40_000 : 80;
    segment.dstPort = outgoing ? 80 : 40_000;
    segment.timed = outgoing ? Segment.TIMED_SRC : Segment.TIMED_DST;
    segment.flags = TcpFlags.ACK;
    segment.window = 65_535;
    segment.payloadLength = 0;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    return segment;
  }
}
