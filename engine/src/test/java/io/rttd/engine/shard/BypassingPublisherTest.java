package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread does the shards' work, and that nothing is lost when that changes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BypassingPublisherTest {
  private static final long MS = 1_000_000L;
  private static final int FLOWS = 50;

  private final AtomicLong exactInReports = new AtomicLong();
  private final CountDownLatch reported = new CountDownLatch(2);
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private RttEngine engine;
  private SegmentPublisher intake;
  private long sent;

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void shouldUseTheRingsUntilItIsToldOfLoad() {
    open(2, VerdictListener.NONE);
    for (int i = 0; i < 10; i++) {
      intake.tick(sent * MS);
      exchange(FLOWS);
    }
    assertThat(publisher().isBypassing()).isFalse();
  }

  @Test
  void shouldBypassTheRingsWhileTheSourceWaits() {
    ThreadNames handling = new ThreadNames();
    open(1, handling);
    bypass();
    handling.names.clear();
    exchange(FLOWS);
    assertThat(handling.names).containsOnly(Thread.currentThread().getName());
  }

  @Test
  void shouldTakeUpTheRingsWhenSeveralPollsInARowDoNotWait() {
    ThreadNames handling = new ThreadNames();
    open(1, handling);
    bypass();
    for (int i = 0; i < BypassingPublisher.BUSY_POLLS; i++) {
      assertThat(publisher().isBypassing()).isTrue();
      intake.onPoll(false);
      exchange(1);
    }
    handling.names.clear();
    exchange(FLOWS);
    await().until(() -> handling.names.size() == 2 * FLOWS);
    assertThat(handling.names).containsOnly("rttd-shard-test-0");
  }

  @Test
  void shouldNotTakeUpTheRingsForAShortBurst() {
    open(1, VerdictListener.NONE);
    bypass();
    for (int burst = 0; burst < 5; burst++) {
      for (int i = 1; i < BypassingPublisher.BUSY_POLLS; i++) {
        intake.onPoll(false);
        exchange(1);
      }
      intake.onPoll(true);
      exchange(1);
    }
    assertThat(publisher().isBypassing()).isTrue();
  }

  @Test
  void shouldKeepTheRingsWhileManyPollsDoNotWait() {
    open(1, VerdictListener.NONE);
    for (int i = 1; i <= 20; i++) {
      intake.onPoll(true);
      intake.onPoll(false);
      exchange(1);
      intake.tick(sent * MS);
      long last = 3L * i - 1;
      await().pollInSameThread().until(() -> progressOf() == last);
    }
    assertThat(publisher().isBypassing()).isFalse();
  }

  @Test
  void shouldLeaveAShardToItsThreadUntilItHasHandledEverything() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ThreadNames handling =
        new ThreadNames() {
          @Override
          public void onSegment(Segment segment) {
            super.onSegment(segment);
            if (Thread.currentThread().getName().startsWith("rttd-shard")) {
              working.countDown();
              awaitQuietly(goOn);
            }
          }
        };
    open(1, handling);
    exchange(1);
    working.await();
    intake.onPoll(true);
    intake.tick(sent * MS);
    exchange(FLOWS);
    assertThat(publisher().isBypassing()).as("its thread is at work").isFalse();
    goOn.countDown();
    await().until(() -> handling.names.size() == 2 + 2 * FLOWS);
    assertThat(handling.names).containsOnly("rttd-shard-test-0");
  }

  @Test
  void shouldMeasureTheSameWhileItSwitches() throws Exception {
    open(2, VerdictListener.NONE);
    Random random = new Random(1);
    int switches = 0;
    long exchanges = 0;
    while (switches < 400) {
      boolean before = publisher().isBypassing();
      boolean busy = random.nextBoolean();
      for (int poll = 0; poll < BypassingPublisher.BUSY_POLLS; poll++) {
        intake.onPoll(!busy);
        int batch = random.nextInt(FLOWS);
        exchange(batch);
        exchanges += batch;
      }
      intake.tick(sent * MS);
      if (random.nextInt(4) == 0) {
        TimeUnit.MICROSECONDS.sleep(200); // so that the rings are drained now and then
      }
      switches += publisher().isBypassing() == before ? 0 : 1;
    }
    intake.report(sent * MS, true);
    reported.await();
    assertThat(exactInReports).hasValue(exchanges);
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldReportWhatAShardThrowsAndContinue() {
    AtomicLong handled = new AtomicLong();
    open(
        1,
        new ThreadNames() {
          @Override
          public void onSegment(Segment segment) {
            if (handled.incrementAndGet() == 3) {
              throw new IllegalStateException("not this one");
            }
          }
        });
    intake.onPoll(true);
    intake.tick(0);
    await().until(() -> progressOf() >= 0);
    exchange(FLOWS);
    await().until(() -> handled.get() == 2 * FLOWS);
    assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldMakeProgressWithTicksAlone() {
    open(1, VerdictListener.NONE);
    long before = progressOf();
    intake.tick(MS);
    await().until(() -> progressOf() > before);
    bypass();
    long bypassing = progressOf();
    intake.tick(sent * MS);
    assertThat(progressOf()).isGreaterThan(bypassing);
  }

  private long progressOf() {
    return engine.progress(0);
  }

  /** Leaves the rings' threads time between a tick and the next segments: they must be drained. */
  private void bypass() {
    await()
        .pollInSameThread()
        .until(
            () -> {
              exchange(1);
              if (publisher().isBypassing()) {
                return true;
              }
              intake.onPoll(true);
              intake.tick(sent * MS);
              return false;
            });
  }

  private BypassingPublisher publisher() {
    return (BypassingPublisher) intake;
  }

  private void open(int shards, VerdictListener verdicts) {
    engine =
        new RttEngine(
            "test",
            EngineConfig.defaults(1).withShards(shards).withRings(1024, WaitStrategyKind.BLOCKING),
            0,
            1,
            () -> ServicePorts.NONE,
            verdicts,
            snapshot -> {
              exactInReports.addAndGet(snapshot.verdicts(Verdict.EXACT));
              snapshot.recycle();
              reported.countDown();
            },
            errors::add);
    engine.start();
    intake = engine.intake();
  }

  /** The client of each flow in turn sends 100 bytes, which the server acknowledges. */
  private void exchange(int count) {
    for (int i = 0; i < count; i++) {
      int flow = (int) (sent % FLOWS);
      int seq = (int) (1000 + 100 * (sent / FLOWS));
      sent++;
      publish(true, flow, seq, 1, 100);
      publish(false, flow, 1, seq + 100, 0);
    }
    intake.flush();
  }

  private void publish(boolean byClient, int flow, int seq, int ack, int payloadLength) {
    Segment segment = intake.claim();
    int client = 0x0A00_0000 + flow;
    segment.kind = Segment.KIND_SEGMENT;
    segment.frame = 2 * sent - (byClient ? 1 : 0);
    segment.timeNs = segment.frame * MS / 2;
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = Addresses.ipv4Lo(byClient ? client : 1);
    segment.dstLo = Addresses.ipv4Lo(byClient ? 1 : client);
    segment.srcPort = byClient ? 40_000 : 80;
    segment.dstPort = byClient ? 80 : 40_000;
    segment.timed = Segment.TIMED_SRC | Segment.TIMED_DST;
    segment.seq = seq;
    segment.ack = ack;
    segment.flags = TcpFlags.ACK;
    segment.window = 1000;
    segment.payloadLength = payloadLength;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    intake.publish();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Notes the thread of each segment. */
  private static class ThreadNames implements VerdictListener {
    final List<String> names = new CopyOnWriteArrayList<>();

    @Override
    public void onVerdict(AckVerdict verdict) {
      // Only segments matter here.
    }

    @Override
    public void onSegment(Segment segment) {
      names.add(Thread.currentThread().getName());
    }
  }
}
