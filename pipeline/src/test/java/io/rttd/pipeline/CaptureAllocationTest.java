package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.config.Cidr;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class CaptureAllocationTest {
  private static final int BATCHES = 20_000;
  private static final int WARM_UP_BATCHES = 2_000;

  @Test
  void shouldAllocateNothingForAPacketBetweenSourceAndEngine() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "this JVM does not count allocations");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    EndlessSource source = new EndlessSource();
    CaptureAgent agent = agent(source);
    for (int i = 0; i < WARM_UP_BATCHES; i++) {
      agent.doWork();
    }

    long framesBefore = source.frames;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < BATCHES; i++) {
      agent.doWork();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    long frames = source.frames - framesBefore;

    assertThat(frames).isGreaterThan(1_000_000);
    // Reading the counter allocates a little itself.
    assertThat(allocated).isLessThan(frames / 1000);
  }

  private static CaptureAgent agent(FrameSource source) {
    SegmentPump pump =
        new SegmentPump(
            source,
            new IgnoringIntake(),
            TimedDirections.host(
                new LocalNetworks(
                    List.of(Cidr.parse("198.18.0.1").address()),
                    List.of(Cidr.parse("10.0.0.0/8")))),
            new CaptureCounters(),
            System::nanoTime,
            TimeUnit.MILLISECONDS.toNanos(10),
            CaptureAllocationTest::decode);
    return new CaptureAgent("test", source, pump);
  }

  private static DecodeOutcome decode(
      int linkType, DirectBuffer buffer, int offset, int captured, int original, Segment into) {
    into.srcLo = Addresses.ipv4Lo(0xC612_0001);
    into.dstLo = Addresses.ipv4Lo(buffer.getInt(offset));
    return original == 200 ? DecodeOutcome.TCP : DecodeOutcome.NOT_TCP;
  }

  private static final class EndlessSource implements FrameSource {
    private static final int BATCH = 64;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[100]);
    private long frames;

    @Override
    public int poll(FrameHandler handler, int limit) {
      for (int i = 0; i < BATCH; i++) {
        handler.onFrame(frames++, 1, 0, buffer, 0, 100, i % 2 == 0 ? 200 : 100);
      }
      return BATCH;
    }

    @Override
    public boolean isLive() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static final class IgnoringIntake implements SegmentPublisher {
    private final Segment slot = new Segment();

    @Override
    public Segment claim() {
      return slot;
    }

    @Override
    public void publish() {}

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
