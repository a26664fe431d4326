package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When an interval is reported, and with what in it. */
class ReporterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MS = 1_000_000L;

  private final CapturingSink sink = new CapturingSink();
  private final Reporter reporter = new Reporter(List.of(sink), () -> 10 * SECOND);
  private final FakeShard one = new FakeShard(0, 2);
  private final FakeShard two = new FakeShard(1, 2);
  private final FakeShard only = new FakeShard(0, 1);

  @Test
  void shouldWaitForAllShardsOfAnInterval() {
    SnapshotListener inbox = addEth0();

    inbox.onSnapshot(one.snapshot(SECOND, false, pair(1)));
    reporter.drain();
    assertThat(sink.reports).isEmpty();

    inbox.onSnapshot(two.snapshot(SECOND, false, pair(2)));
    reporter.drain();
    assertThat(sink.reports).hasSize(1);
    assertThat(sink.reports.get(0).peers()).hasSize(1);
    assertThat(sink.reports.get(0).peers().get(0).count()).isEqualTo(2);
  }

  @Test
  void shouldReportIntervalsInOrderWhenOneShardIsAhead() {
    SnapshotListener inbox = addEth0();

    inbox.onSnapshot(one.snapshot(1 * SECOND, false));
    inbox.onSnapshot(one.snapshot(2 * SECOND, false));
    inbox.onSnapshot(one.snapshot(3 * SECOND, false));
    inbox.onSnapshot(two.snapshot(1 * SECOND, false));
    inbox.onSnapshot(two.snapshot(2 * SECOND, false));
    reporter.drain();

    assertThat(sink.reports).extracting(Report::endNs).containsExactly(SECOND, 2 * SECOND);
  }

  @Test
  void shouldWakeTheReporterForEachSnapshotAndForOtherSinks() {
    AtomicInteger wakeUps = new AtomicInteger();
    reporter.wakeBy(wakeUps::incrementAndGet);
    SnapshotListener inbox = addEth0();

    inbox.onSnapshot(one.snapshot(SECOND, false));
    assertThat(wakeUps).hasValue(1);
    reporter.replaceSinks(List.of(sink));
    assertThat(wakeUps).hasValue(2);
  }

  @Test
  void shouldCountTheSnapshotsThatWait() {
    SnapshotListener inbox = addEth0();

    inbox.onSnapshot(one.snapshot(1 * SECOND, false));
    inbox.onSnapshot(one.snapshot(2 * SECOND, false));
    assertThat(reporter.waitingSnapshots()).isEqualTo(2);

    reporter.drain();
    assertThat(reporter.waitingSnapshots()).isZero();
  }

  @Test
  void shouldTellTwoIntervalsThatEndTogetherApart() {
    SnapshotListener inbox = addEth0();

    inbox.onSnapshot(one.snapshot(SECOND, false, pair(1)));
    inbox.onSnapshot(one.snapshot(SECOND, true));
    inbox.onSnapshot(two.snapshot(SECOND, false, pair(2)));
    inbox.onSnapshot(two.snapshot(SECOND, true));
    reporter.drain();

    assertThat(sink.reports).extracting(report -> report.peers().size()).containsExactly(1, 0);
    assertThat(reporter.isDone()).isTrue();
  }

  @Test
  void shouldReportWhatIsThereOfAnIntervalThatWillNotBeWhole() {
    SnapshotListener inbox = addEth0();

    inbox.onSnapshot(one.snapshot(1 * SECOND, false, pair(1)));
    inbox.onSnapshot(one.snapshot(2 * SECOND, false));
    inbox.onSnapshot(two.snapshot(2 * SECOND, false));
    reporter.drain();

    assertThat(sink.reports).extracting(Report::endNs).containsExactly(SECOND, 2 * SECOND);
    assertThat(sink.reports.get(0).peers()).hasSize(1);
    assertThat(one.recycled()).hasSize(2);
  }

  @Test
  void shouldNotWaitForeverForAShardThatIsSilent() {
    SnapshotListener inbox = addEth0();

    for (int i = 1; i <= 3000; i++) {
      inbox.onSnapshot(one.snapshot(i * SECOND, false));
    }
    reporter.drain();

    assertThat(one.recycled()).hasSizeGreaterThan(1900);
  }

  @Test
  void shouldFlushAnUnfinishedIntervalOnClose() {
    SnapshotListener inbox = addEth0();
    inbox.onSnapshot(one.snapshot(SECOND, true, pair(1)));

    reporter.onClose();

    assertThat(sink.reports).hasSize(1);
    assertThat(one.recycled()).hasSize(1);
    assertThat(sink.closed).hasValue(1);
  }

  @Test
  void shouldReportWithChangedTagsAndNamesFromTheNextReportOn() {
    InstanceReports eth0 = reporter.addInstance("eth0", List.of("a:b"), () -> CaptureReading.NONE);
    eth0.onSnapshot(only.snapshot(SECOND, false, pair(1)));
    reporter.drain();

    eth0.describe(List.of("c:d"), address -> "somebody");
    eth0.onSnapshot(only.snapshot(2 * SECOND, false, pair(1)));
    reporter.drain();

    assertThat(sink.reports)
        .extracting(Report::tags)
        .containsExactly(List.of("a:b"), List.of("c:d"));
    assertThat(sink.reports.get(1).peers().get(0).dst()).isEqualTo("somebody");
  }

  @Test
  void shouldNotWaitForAnInstanceThatWasTakenAway() {
    InstanceReports eth0 = reporter.addInstance("eth0", List.of(), () -> CaptureReading.NONE);
    InstanceReports eth1 = reporter.addInstance("eth1", List.of(), () -> CaptureReading.NONE);
    eth0.onSnapshot(only.snapshot(SECOND, true));
    reporter.drain();

    assertThat(reporter.isDone(eth0)).isTrue();
    assertThat(reporter.isDone(eth1)).isFalse();
    assertThat(reporter.isDone()).isFalse();
    reporter.removeInstance(eth1);
    assertThat(reporter.isDone()).isTrue();
  }

  @Test
  void shouldNotMixInstances() {
    SnapshotListener eth0 = reporter.addInstance("eth0", List.of(), () -> CaptureReading.NONE);
    SnapshotListener eth1 = reporter.addInstance("eth1", List.of(), () -> CaptureReading.NONE);

    eth0.onSnapshot(one.snapshot(SECOND, false));
    eth1.onSnapshot(two.snapshot(SECOND, false));
    reporter.drain();

    assertThat(sink.reports).isEmpty();
  }

  @Test
  void shouldReportWhatWasCapturedSinceTheLastReport() {
    AtomicReference<CaptureReading> totals = new AtomicReference<>(reading(10, 1));
    SnapshotListener inbox = reporter.addInstance("eth0", List.of("a:b"), totals::get);

    inbox.onSnapshot(only.snapshot(SECOND, false));
    reporter.drain();
    totals.set(reading(15, 4));
    inbox.onSnapshot(only.snapshot(2 * SECOND, false));
    reporter.drain();

    assertThat(sink.reports)
        .extracting(Report::capture)
        .containsExactly(reading(10, 1), reading(5, 3));
    assertThat(sink.reports.get(0).iface()).isEqualTo("eth0");
    assertThat(sink.reports.get(0).tags()).containsExactly("a:b");
  }

  private static CaptureReading reading(long packets, long notLocal) {
    return new CaptureReading(
        CaptureCounts.NONE
            .with(CaptureCounter.PACKETS, packets)
            .with(CaptureCounter.NOT_LOCAL, notLocal),
        1);
  }

  @Test
  void shouldReportThePairsEvenWhenCountersCannotBeRead() {
    SnapshotListener inbox =
        reporter.addInstance(
            "eth0",
            List.of(),
            () -> {
              throw new IllegalStateException("handle closed");
            });

    inbox.onSnapshot(only.snapshot(SECOND, false, pair(1)));
    reporter.drain();

    assertThat(sink.reports.get(0).peers()).hasSize(1);
    assertThat(sink.reports.get(0).capture()).isEqualTo(CaptureReading.NONE);
  }

  @Tag("fault")
  @Test
  void shouldTellHowLateAReportIs() {
    addEth0().onSnapshot(only.snapshot(7 * SECOND, false));
    reporter.drain();

    assertThat(sink.reports.get(0).lagNs()).isEqualTo(3 * SECOND);
  }

  @Test
  void shouldReportAnEmptyIntervalWithoutPairs() {
    SnapshotListener inbox = addEth0();

    inbox.onSnapshot(only.snapshot(SECOND, false, pair(1)));
    inbox.onSnapshot(only.snapshot(2 * SECOND, false));
    reporter.drain();

    assertThat(sink.reports).extracting(report -> report.peers().size()).containsExactly(1, 0);
  }

  @Test
  void shouldRecycleWhenMergingFails() {
    SnapshotListener inbox =
        reporter.addInstance(
            "eth0",
            List.of(),
            () -> CaptureReading.NONE,
            address -> {
              throw new IllegalStateException("no name");
            },
            0);

    inbox.onSnapshot(only.snapshot(SECOND, true, pair(1)));
    reporter.drain();

    assertThat(only.recycled()).hasSize(1);
    assertThat(reporter.isDone()).isTrue();
  }

  @Tag("fault")
  @Test
  void shouldGiveBackAndCountWhatFindsNoRoom() {
    SnapshotListener inbox = addEth0();

    for (int i = 0; i < Reporter.INBOX_CAPACITY; i++) {
      inbox.onSnapshot(only.snapshot(i * MS, false));
    }
    assertThat(reporter.refusedSnapshots()).isZero();
    ShardSnapshot last = only.snapshot(SECOND * 60, true);
    inbox.onSnapshot(last);

    assertThat(reporter.refusedSnapshots()).isEqualTo(1);
    assertThat(only.recycled()).containsExactly(last);
    assertThat(reporter.isDone()).as("the shard will not send another").isTrue();
    reporter.drain();
    assertThat(sink.reports).hasSize(Reporter.INBOX_CAPACITY);
  }

  @Test
  void shouldBeDoneOnceEachShardOfEachInstanceEnded() {
    SnapshotListener eth0 = addEth0();
    SnapshotListener eth1 = reporter.addInstance("eth1", List.of(), () -> CaptureReading.NONE);

    assertThat(reporter.isDone()).isFalse();
    eth0.onSnapshot(one.snapshot(SECOND, true));
    eth1.onSnapshot(only.snapshot(SECOND, true));
    reporter.drain();
    assertThat(reporter.isDone()).isFalse();

    eth0.onSnapshot(two.snapshot(SECOND, true));
    assertThat(reporter.isDone()).as("delivered, but not reported").isFalse();
    reporter.drain();
    assertThat(reporter.isDone()).isTrue();
  }

  @Test
  void shouldReportFromShardThreadsThroughAnAgentRunner() throws InterruptedException {
    SnapshotListener inbox = addEth0();
    AgentRunner runner =
        new AgentRunner(new SleepingMillisIdleStrategy(1), error -> {}, null, reporter);
    Thread agent = AgentRunner.startOnThread(runner);
    int intervals = 500;

    Thread first = shardThread(inbox, one, intervals);
    Thread second = shardThread(inbox, two, intervals);
    first.join();
    second.join();
    await().atMost(Duration.ofSeconds(10)).until(reporter::isDone);
    runner.close();

    assertThat(agent.getName()).isEqualTo("rttd-reporter");
    assertThat(sink.reports).hasSize(intervals);
    assertThat(sink.reports).allMatch(report -> report.peers().get(0).count() == 2);
    assertThat(one.recycled()).hasSize(intervals);
    assertThat(two.recycled()).hasSize(intervals);
    assertThat(sink.closed).hasValue(1);
  }

  private static Thread shardThread(SnapshotListener inbox, FakeShard shard, int intervals) {
    Thread thread =
        new Thread(
            () -> {
              for (int i = 1; i <= intervals; i++) {
                inbox.onSnapshot(shard.snapshot(i * SECOND, i == intervals, pair(i)));
              }
            });
    thread.start();
    return thread;
  }

  private SnapshotListener addEth0() {
    return reporter.addInstance("eth0", List.of(), () -> CaptureReading.NONE);
  }

  private static PairInterval pair(long ms) {
    return Samples.of("10.0.0.1", "10.0.0.2").held(ms * MS).build();
  }

  @Test
  void shouldCallEachCaptureByANameOfItsOwn() {
    InstanceReports first = reporter.addInstance("eth0", List.of("a:b"), () -> CaptureReading.NONE);
    InstanceReports second =
        reporter.addInstance("eth0", List.of("c:d"), () -> CaptureReading.NONE);
    InstanceReports other = reporter.addInstance("eth1", List.of(), () -> CaptureReading.NONE);

    assertThat(List.of(first.source(), second.source(), other.source()))
        .containsExactly("eth0", "eth0#2", "eth1");
    second.onSnapshot(only.snapshot(SECOND, false));
    reporter.drain();
    assertThat(sink.reports).extracting(Report::source).containsExactly("eth0#2");
    assertThat(sink.reports).extracting(Report::iface).containsExactly("eth0");

    reporter.removeInstance(first);
    assertThat(reporter.addInstance("eth0", List.of(), () -> CaptureReading.NONE).source())
        .isEqualTo("eth0");
  }
}
