package io.rttd.perf.bench;

import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.config.Cidr;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.SegmentPump;
import io.rttd.pipeline.TimedDirections;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Work of the capture thread per frame, ns: decoding, checking for copies, publishing. The frames
 * are in memory and carry data of 64 flows in host mode; the publisher hands out slots but delivers
 * them to no one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class SegmentPumpBenchmark {
  private static final int FRAMES = 1024;
  private static final int FLOWS = 64;

  /**
   * Whether the pump checks for copies only at intervals, as a host's capture of one interface
   * does.
   */
  @Param({"true", "false"})
  public boolean expectNoCopies;

  private SegmentPump pump;

  /** Starts a pump in host mode. */
  @Setup
  public void start() throws Exception {
    LocalNetworks local = new LocalNetworks(List.of(), List.of(Cidr.parse("198.18.0.1/32")));
    pump =
        new SegmentPump(
            new Frames(),
            new Slots(),
            TimedDirections.host(local),
            new CaptureCounters(),
            SystemEpochNanoClock.INSTANCE,
            0);
    if (expectNoCopies) {
      pump.expectNoCopies();
    }
  }

  /** Pumps all frames. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int poll() {
    return pump.poll(FRAMES);
  }

  /**
   * Frames as a capture ring holds them, each later than the previous one, with its own sequence
   * numbers.
   */
  private static final class Frames implements FrameSource {
    private static final int ETHERNET = 1;
    private static final int IDENTIFICATION = 18;
    private static final int SOURCE_PORT = 34;
    private static final int SEQ = 38;
    private static final int STRIDE = 160;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FRAMES * STRIDE]);
    private final int length;
    private int passes;
    private long timeNs = 1_700_000_000_000_000_000L;

    Frames() {
      byte[] frame = SampleFrames.of(SampleFrames.Kind.IPV4_DATA);
      length = frame.length;
      for (int i = 0; i < FRAMES; i++) {
        buffer.putBytes(i * STRIDE, frame);
        buffer.putShort(
            i * STRIDE + SOURCE_PORT, (short) (40_000 + i % FLOWS), ByteOrder.BIG_ENDIAN);
      }
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
      passes++;
      for (int i = 0; i < FRAMES; i++) {
        int at = i * STRIDE;
        buffer.putShort(at + IDENTIFICATION, (short) (passes * 16 + i / FLOWS + 1));
        buffer.putInt(at + SEQ, (passes * 16 + i / FLOWS) * 82, ByteOrder.BIG_ENDIAN);
        timeNs += 1_600;
        handler.onFrame(timeNs, ETHERNET, 2, buffer, at, length, length);
      }
      return FRAMES;
    }

    @Override
    public boolean isLive() {
      return true;
    }

    @Override
    public Optional<CaptureFault> fault() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  /** One slot after the other, as a ring's. */
  private static final class Slots implements SegmentPublisher {
    private final Segment[] slots = new Segment[FRAMES];
    private int next;

    Slots() {
      for (int i = 0; i < FRAMES; i++) {
        slots[i] = new Segment();
      }
    }

    @Override
    public Segment claim() {
      return slots[next];
    }

    @Override
    public void publish() {
      next = (next + 1) & (FRAMES - 1);
    }

    @Override
    public void flush() {}

    @Override
    public void tick(long timeNs) {}

    @Override
    public void report(long timeNs, boolean last) {}

    @Override
    public long stalls() {
      return 0;
    }
  }
}
