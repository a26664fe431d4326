package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.CaptureReading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a reporter owes its sinks, and does not suffer from them. */
class ReporterSinksTest {
  private static final long SECOND = 1_000_000_000L;

  private final CapturingSink sink = new CapturingSink();
  private final Reporter reporter = new Reporter(List.of(sink), () -> 10 * SECOND);
  private final FakeShard one = new FakeShard(0, 2);
  private final FakeShard two = new FakeShard(1, 2);
  private final FakeShard only = new FakeShard(0, 1);

  @Test
  void shouldCloseSinksOnce() {
    reporter.onClose();
    reporter.onClose();

    assertThat(sink.closed).hasValue(1);
  }

  @Test
  void shouldCloseTheSinksThatAreNoLongerWanted() {
    CapturingSink another = new CapturingSink();
    Reporter both = new Reporter(List.of(sink, another), () -> 10 * SECOND);
    InstanceReports eth0 = both.addInstance("eth0", List.of(), () -> CaptureReading.NONE);

    both.replaceSinks(List.of(another));
    eth0.onSnapshot(only.snapshot(SECOND, false));
    both.drain();

    assertThat(sink.closed).hasValue(1);
    assertThat(sink.reports).isEmpty();
    assertThat(another.closed).hasValue(0);
    assertThat(another.reports).hasSize(1);
  }

  @Tag("fault")
  @Test
  void shouldSurviveASinkThatThrowsAndStillServeTheOthers() {
    AtomicInteger calls = new AtomicInteger();
    MetricSink broken =
        new MetricSink() {
          @Override
          public void onReport(Report report) {
            calls.incrementAndGet();
            throw new IllegalStateException("disk full");
          }

          @Override
          public void close() {
            throw new IllegalStateException("still full");
          }
        };
    Reporter both = new Reporter(List.of(broken, sink), () -> 0);
    SnapshotListener inbox = both.addInstance("eth0", List.of(), () -> CaptureReading.NONE);

    inbox.onSnapshot(only.snapshot(SECOND, false));
    inbox.onSnapshot(only.snapshot(2 * SECOND, true));
    both.drain();
    both.onClose();

    assertThat(calls).hasValue(2);
    assertThat(sink.reports).hasSize(2);
    assertThat(sink.closed).hasValue(1);
    assertThat(only.recycled()).hasSize(2);
  }

  @Test
  void shouldSurviveASinkThatFailsWithAnError() {
    Reporter both = new Reporter(List.of(failing(new NoClassDefFoundError("gone")), sink), () -> 0);
    SnapshotListener inbox = both.addInstance("eth0", List.of(), () -> CaptureReading.NONE);

    inbox.onSnapshot(only.snapshot(SECOND, false));
    inbox.onSnapshot(only.snapshot(2 * SECOND, true));
    both.drain();

    assertThat(sink.reports).hasSize(2);
    assertThat(both.failedDeliveries()).isEqualTo(2);
  }

  @Test
  void shouldEndWhenMemoryIsOut() {
    Reporter broken = new Reporter(List.of(failing(new OutOfMemoryError("heap")), sink), () -> 0);
    SnapshotListener inbox = broken.addInstance("eth0", List.of(), () -> CaptureReading.NONE);

    inbox.onSnapshot(only.snapshot(SECOND, true));

    assertThatThrownBy(broken::doWork).isInstanceOf(OutOfMemoryError.class);
    assertThat(only.recycled()).hasSize(1);
  }

  @Test
  void shouldRecycleOnlyAfterTheSinksAreDone() {
    List<Integer> recycledDuringReport = new ArrayList<>();
    MetricSink looking =
        new MetricSink() {
          @Override
          public void onReport(Report report) {
            recycledDuringReport.add(one.recycled().size() + two.recycled().size());
          }

          @Override
          public void close() {}
        };
    Reporter watched = new Reporter(List.of(looking), () -> 0);
    SnapshotListener inbox = watched.addInstance("eth0", List.of(), () -> CaptureReading.NONE);

    inbox.onSnapshot(one.snapshot(SECOND, false));
    inbox.onSnapshot(two.snapshot(SECOND, false));
    watched.drain();

    assertThat(recycledDuringReport).containsExactly(0);
    assertThat(one.recycled()).hasSize(1);
    assertThat(two.recycled()).hasSize(1);
  }

  @Tag("fault")
  @Test
  void shouldMakeProgressWithEachReportOfABacklog() {
    List<Long> progress = new ArrayList<>();
    Reporter[] watched = new Reporter[1];
    MetricSink slow =
        new MetricSink() {
          @Override
          public void onReport(Report report) {
            progress.add(watched[0].progress());
          }

          @Override
          public void close() {}
        };
    watched[0] = new Reporter(List.of(slow), () -> 0);
    SnapshotListener inbox = watched[0].addInstance("eth0", List.of(), () -> CaptureReading.NONE);
    for (int i = 1; i <= 50; i++) {
      inbox.onSnapshot(one.snapshot(i * SECOND, false));
      inbox.onSnapshot(two.snapshot(i * SECOND, false));
    }

    watched[0].doWork();

    assertThat(progress).hasSize(50).doesNotHaveDuplicates().isSorted();
  }

  private static MetricSink failing(Error error) {
    return new MetricSink() {
      @Override
      public void onReport(Report report) {
        throw error;
      }

      @Override
      public void close() {}
    };
  }
}
