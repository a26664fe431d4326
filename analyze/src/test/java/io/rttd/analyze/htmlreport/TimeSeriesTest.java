package io.rttd.analyze.htmlreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
  private static final long MS = 1_000_000;
  private static final long START_NS = 1_767_225_600_000L * MS;

  private static final int MAX_BUCKETS = 240;

  private final TimeSeries course = new TimeSeries(MAX_BUCKETS, 2);

  @Test
  void shouldHoldEachMillisecondApartWhileThereAreBuckets() {
    course.addSample(START_NS, 5 * MS, false);
    course.addSample(START_NS + 3 * MS, 7 * MS, true);
    course.addSample(START_NS + 3 * MS + 1, 9 * MS, false);

    List<TimeSeries.Point> points = course.points();
    assertThat(course.widthNs()).isEqualTo(MS);
    assertThat(points)
        .extracting(TimeSeries.Point::startNs)
        .containsExactly(START_NS, START_NS + 3 * MS);
    assertThat(points).extracting(TimeSeries.Point::count).containsExactly(1L, 2L);
    assertThat(points).extracting(TimeSeries.Point::minNs).containsExactly(5 * MS, 7 * MS);
    assertThat(points.get(0).pathMedianNs()).isEqualTo(-1);
    assertThat((double) points.get(1).pathMedianNs()).isCloseTo(7e6, within(3e4));
    assertThat((double) points.get(1).p99Ns()).isCloseTo(9e6, within(4e4));
  }

  @Test
  void shouldStayWithinItsBucketsAndLoseNothingHoweverLongItTakes() {
    for (int second = 0; second < 10_000; second++) {
      course.addSample(START_NS + second * 1000L * MS, (1L + second / 1000) * MS, second % 2 == 0);
    }

    List<TimeSeries.Point> points = course.points();
    assertThat(points).hasSizeBetween(MAX_BUCKETS / 2, MAX_BUCKETS);
    assertThat(points.stream().mapToLong(TimeSeries.Point::count).sum()).isEqualTo(10_000);
    assertThat(points.get(0).minNs()).isEqualTo(MS);
    assertThat(points.get(points.size() - 1).minNs()).isEqualTo(10 * MS);
    assertThat(points)
        .allSatisfy(point -> assertThat((point.startNs() - START_NS) % course.widthNs()).isZero());
  }

  @Test
  void shouldTakeASampleFromBeforeTheFirstForAnEarlyOne() {
    course.addSample(START_NS, MS, false);
    course.addSample(START_NS - 50 * MS, 2 * MS, false);

    assertThat(course.points())
        .hasSize(1)
        .first()
        .extracting(TimeSeries.Point::count)
        .isEqualTo(2L);
  }

  @Test
  void shouldGiveExactPercentilesOfFewSamplesAndCloseOnesOfMany() {
    for (int i = 1; i <= 20; i++) {
      course.addSample(START_NS, i * MS + 1, false);
    }
    assertThat(course.points().get(0).medianNs()).isEqualTo(10 * MS + 1);
    assertThat(course.points().get(0).p99Ns()).isEqualTo(20 * MS + 1);

    for (int i = 21; i <= 1_000; i++) {
      course.addSample(START_NS, i * MS + 1, false);
    }
    assertThat((double) course.points().get(0).medianNs()).isCloseTo(500e6, within(4e6));
    assertThat((double) course.points().get(0).p99Ns()).isCloseTo(990e6, within(8e6));
  }

  @Test
  void shouldAddUpAllKindsOfEventsWhenTwoBucketsBecomeOne() {
    for (int i = 0; i < 1_000; i++) {
      long timeNs = START_NS + i * MS;
      course.addSample(timeNs, 3 * MS, true);
      course.addResponse(timeNs, 7 * MS);
      course.addSegments(timeNs, 2, false);
      course.addSegments(timeNs, 1, true);
      course.addZeroWindow(timeNs);
    }

    List<TimeSeries.Point> points = course.points();
    assertThat(points).hasSizeLessThan(MAX_BUCKETS + 1);
    assertThat(points.stream().mapToLong(TimeSeries.Point::count).sum()).isEqualTo(1_000);
    assertThat(points.stream().mapToLong(TimeSeries.Point::responses).sum()).isEqualTo(1_000);
    assertThat(points.stream().mapToLong(TimeSeries.Point::segments).sum()).isEqualTo(2_000);
    assertThat(points.stream().mapToLong(TimeSeries.Point::retransmits).sum()).isEqualTo(1_000);
    assertThat(points.stream().mapToLong(TimeSeries.Point::zeroWindows).sum()).isEqualTo(1_000);
    assertThat(points.get(0).responseMedianNs()).isEqualTo(7 * MS);
    assertThat(points.get(0).pathMedianNs()).isEqualTo(3 * MS);
  }

  @Test
  void shouldHaveNoPercentileWhereNothingWasTimed() {
    course.addSegments(START_NS, 1, true);

    TimeSeries.Point point = course.points().get(0);
    assertThat(point.count()).isZero();
    assertThat(List.of(point.minNs(), point.medianNs(), point.p99Ns(), point.responseP99Ns()))
        .containsOnly(-1L);
  }
}
