package io.rttd.engine.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.rttd.model.Segment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The capture thread works on a shard, hands it over with a slot of its ring, and continues once
 * the ring is drained. The shard's state is not volatile: each thread must see the other's work.
 */
@JCStressTest
@Outcome(id = "3, 2", expect = ACCEPTABLE, desc = "the shard was taken back after its thread")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "its thread was still at work: not taken back")
@Outcome(expect = FORBIDDEN, desc = "both had the shard, or one missed the other's work")
@State
public class ShardOwnershipStress {
  private static final int LOOKS = 100;

  private final Sequence handled = new Sequence();
  private final RingBuffer<Segment> slots =
      RingBuffer.createSingleProducer(Segment::new, 4, new BusySpinWaitStrategy());
  private final ShardRing ring;
  private int work;
  private int seenByCapture = 1;
  private boolean missed;

  /** An empty ring. */
  public ShardOwnershipStress() {
    slots.addGatingSequences(handled);
    ring = new ShardRing(slots);
  }

  /** Works, hands over, and takes the shard back. */
  @Actor
  public void capture() {
    work++;
    ring.send(Segment.KIND_TICK, 0);
    for (int i = 0; i < LOOKS; i++) {
      if (ring.isDrained()) {
        seenByCapture = work;
        work++;
        return;
      }
    }
  }

  /** Like the Disruptor's consumer: handles a slot, then releases its sequence. */
  @Actor
  public void shard() {
    while (slots.getCursor() < 0) {
      Thread.onSpinWait();
    }
    missed = work != 1;
    work++;
    handled.set(0);
  }

  /** The work done in total, and what the capture thread saw. */
  @Arbiter
  public void count(II_Result result) {
    result.r1 = missed ? -1 : work;
    result.r2 = seenByCapture;
  }
}
