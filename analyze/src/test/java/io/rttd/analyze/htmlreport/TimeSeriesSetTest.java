package io.rttd.analyze.htmlreport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import org.junit.jupiter.api.Test;

class TimeSeriesSetTest {
  private static final long MS = 1_000_000;
  private static final int QUIET_PAIRS = 20_000;

  private final TimeSeriesSet courses = new TimeSeriesSet();
  private long timeNs = 1_767_225_600_000L * MS;

  @Test
  void shouldKeepTheWholeCourseOfABusyPairThatCameAfterManyQuietOnes() {
    for (int i = 0; i < 1_000; i++) {
      sample(i);
    }
    for (int i = 0; i < QUIET_PAIRS; i++) {
      sample(i);
      sample(QUIET_PAIRS);
      sample(QUIET_PAIRS);
    }

    TimeSeries busy = courses.of("10.0.0.1", address(QUIET_PAIRS)).orElseThrow();
    assertThat(busy.samples()).isEqualTo(2L * QUIET_PAIRS);
    assertThat(courses.all().samples()).isEqualTo(1_000 + 3L * QUIET_PAIRS);
  }

  @Test
  void shouldBoundItsMemoryHoweverManyPairsThereAre() {
    for (int i = 0; i < QUIET_PAIRS; i++) {
      sample(i);
      assertThat(courses.buckets()).isLessThanOrEqualTo(TimeSeriesSet.MAX_BUCKETS);
    }

    assertThat(courses.buckets()).isGreaterThan(TimeSeriesSet.MAX_BUCKETS / 2);
    assertThat(courses.of("10.0.0.1", address(0))).as("made room").isEmpty();
    assertThat(courses.of("10.0.0.1", address(QUIET_PAIRS - 1))).isPresent();
  }

  @Test
  void shouldBeginAnotherCourseAfterOneWasDropped() {
    for (int i = 0; i < QUIET_PAIRS; i++) {
      sample(i);
    }
    sample(0);

    assertThat(courses.of("10.0.0.1", address(0)).orElseThrow().samples()).isEqualTo(1);
  }

  /** 10.0.0.1 sent data to a peer, which acknowledges it after 5 ms. */
  private void sample(int peer) {
    timeNs += MS;
    Segment ack = new Segment();
    ack.timeNs = timeNs;
    ack.dstLo = 0xffff_0a00_0001L;
    ack.srcLo = 0xffff_0a01_0000L + peer;
    courses.add(ack, 5 * MS, true);
  }

  private static String address(int peer) {
    return "10." + (1 + (peer >> 16)) + "." + (peer >> 8 & 255) + "." + (peer & 255);
  }
}
