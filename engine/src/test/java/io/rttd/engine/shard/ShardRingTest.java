package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import io.rttd.model.Segment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shard sees of its ring, and when. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShardRingTest {
  private static final int SLOTS = 1024;
  private static final int BATCH = 128;

  /** Where the ring was when its shard was last woken. */
  private volatile long woken = -1;

  private final Sequence handled = new Sequence();
  private RingBuffer<Segment> slots;
  private ShardRing ring;

  @Test
  void shouldShowNoMetricThatIsOnlyReserved() {
    open(SLOTS);
    fill(0, 3);
    Segment claimed = ring.claim();
    ring.flush();
    assertThat(visible()).isEqualTo(3);
    assertThat(ring.claim()).as("the same one until it is filled").isSameAs(claimed);
  }

  @Test
  void shouldShowABatchByItself() {
    open(SLOTS);
    fill(0, BATCH - 1);
    assertThat(visible()).isZero();
    fill(BATCH - 1, 1);
    assertThat(visible()).isEqualTo(BATCH);
  }

  @Test
  void shouldShowAReportAtOnceAndWhatWaitsBeforeIt() {
    open(SLOTS);
    fill(0, 5);
    ring.send(Segment.KIND_REPORT, 7);
    assertThat(visible()).isEqualTo(6);
    assertThat(slots.get(5).kind).isEqualTo(Segment.KIND_REPORT);
    assertThat(slots.get(5).timeNs).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 256, SLOTS})
  void shouldKeepTheOrderAroundRingsOfAnySizeWhileTheShardKeepsUp(int size) {
    open(size);
    for (int i = 0; i < 5 * SLOTS; i++) {
      fill(i, 1);
      if (i % 3 == 0) {
        ring.flush();
      }
      handleAll();
    }
    ring.flush();
    assertThat(handleAll()).isEqualTo(5 * SLOTS);
    assertThat(ring.stalls()).isZero();
  }

  @Test
  void shouldWakeAShardThatIsBehindBeforeItWaitsForIt() throws Exception {
    open(SLOTS);
    fill(0, 5);
    ring.flush();
    fill(5, SLOTS - 5);
    assertThat(ring.stalls()).isZero();
    assertThat(woken).as("part of a batch waits").isLessThan(SLOTS - 1);
    Thread shard = new Thread(this::handleOnceWoken);
    shard.start();
    fill(SLOTS, 1);
    shard.join();
    assertThat(ring.stalls()).isEqualTo(1);
    ring.flush();
    assertThat(handleAll()).isEqualTo(SLOTS + 1);
  }

  @Test
  void shouldSleepUntilAQuarterIsFreeOnceTheRingWasFull() throws Exception {
    open(SLOTS);
    Thread publisher = new Thread(() -> fill(0, SLOTS + 1));
    publisher.start();
    await().until(() -> ring.stalls() == 1);
    handled.set(SLOTS / 4 - 2);
    await().during(Duration.ofMillis(50)).until(publisher::isAlive);
    handled.set(SLOTS / 4 - 1);
    publisher.join();
  }

  @Test
  void shouldCountAsBehindOnlyWhatTheShardCouldSee() {
    open(SLOTS);
    fill(0, 10);
    ring.flush();
    handled.set(3);
    fill(10, 1);
    assertThat(ShardThreads.backlog(slots)).isEqualTo(6);
  }

  private void open(int size) {
    slots = RingBuffer.createSingleProducer(Segment::new, size, new Waking());
    slots.addGatingSequences(handled);
    ring = new ShardRing(slots);
  }

  private void fill(int first, int count) {
    for (int i = first; i < first + count; i++) {
      ring.claim().frame = i;
      ring.commit();
    }
  }

  private long visible() {
    return slots.getCursor() + 1;
  }

  private void handleOnceWoken() {
    while (woken < SLOTS - 1) {
      Thread.onSpinWait();
    }
    handleAll();
  }

  private long handleAll() {
    long end = slots.getCursor();
    for (long i = handled.get() + 1; i <= end; i++) {
      assertThat(slots.get(i).frame).isEqualTo(i);
    }
    handled.set(end);
    return end + 1;
  }

  /** Does not wait; records when a waiting shard would be woken. */
  private final class Waking implements WaitStrategy {
    @Override
    public long waitFor(
        long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void signalAllWhenBlocking() {
      woken = slots.getCursor();
    }
  }
}
