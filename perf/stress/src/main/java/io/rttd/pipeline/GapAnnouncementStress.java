package io.rttd.pipeline;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Steering announces a gap while the pump polls: the engine sees it once, and once steering reads
 * that it was announced, the engine has seen it.
 */
@JCStressTest
@Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "announced once")
@Outcome(expect = FORBIDDEN, desc = "not announced, announced twice, or reported too early")
@State
public class GapAnnouncementStress {
  private volatile long toldNs;
  private final AtomicInteger told = new AtomicInteger();
  private boolean early;
  private final SegmentPump pump =
      new SegmentPump(
          new Silence(), new Ears(), TimedDirections.bothEnds(), new CaptureCounters(), () -> 1, 0);

  /** Announces the gap, and asks whether it was announced. */
  @Actor
  public void steering() {
    pump.announceGap(5);
    early = pump.hasAnnouncedGap() && toldNs != 5;
  }

  /** Polls as the capture thread does. */
  @Actor
  public void capture() {
    pump.poll(1);
    pump.poll(1);
  }

  /** Polls once more. */
  @Arbiter
  public void count(JJ_Result result) {
    pump.poll(1);
    result.r1 = early || !pump.hasAnnouncedGap() ? -1 : toldNs;
    result.r2 = told.get();
  }

  private static final class Silence implements FrameSource {
    @Override
    public int poll(FrameHandler handler, int limit) {
      return 0;
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

  private final class Ears implements SegmentPublisher {
    @Override
    public Segment claim() {
      return new Segment();
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
    public void gap(long timeNs) {
      toldNs = timeNs;
      told.incrementAndGet();
    }

    @Override
    public long stalls() {
      return 0;
    }
  }
}
