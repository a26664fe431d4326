package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Segment;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ShardHandlerTest extends ShardFixture {
  private static final int SLOTS = 256;

  private final RingBuffer<Segment> slots =
      RingBuffer.createSingleProducer(Segment::new, SLOTS, new YieldingWaitStrategy());
  private final Sequence released = new Sequence();

  ShardHandlerTest() {
    super(/* unitNs= */ 1, /* mss= */ 0);
  }

  @Test
  void shouldReleaseSlotsBeforeItsBatchEndsButNoneThatItHasNotHandled() {
    ShardHandler handler = new ShardHandler(shard, slots, new CountDownLatch(1));
    handler.setSequenceCallback(released);
    handler.onBatchStart(SLOTS, SLOTS);
    for (int i = 0; i < SLOTS - 1; i++) {
      handler.onEvent(slots.get(i), i, /* endOfBatch= */ false);
      assertThat(released.get()).isLessThanOrEqualTo(i);
    }
    assertThat(released.get()).isGreaterThan(SLOTS / 2);
  }

  @Override
  void collect(ShardSnapshot snapshot) {
    snapshot.recycle();
  }
}
