package io.rttd.analyze.htmlreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
  private static final long MS = 1_000_000;
  private static final long START_NS = 1_767_225_600_000L * MS;

  private final TimeSeries course = new TimeSeries(2);

  @Test
  void shouldHoldEachMillisecondApartWhileThereAreBuckets() {
    course.add(START_NS, 5 * MS, false);
    course.add(START_NS + 3 * MS, 7 * MS, true);
    course.add(START_NS + 3 * MS + 1, 9 * MS, false);

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
      course.add(START_NS + second * 1000L * MS, (1L + second / 1000) * MS, second % 2 == 0);
    }

    List<TimeSeries.Point> points = course.points();
    assertThat(points).hasSizeBetween(TimeSeries.MAX_BUCKETS / 2, TimeSeries.MAX_BUCKETS);
    assertThat(points.stream().mapToLong(TimeSeries.Point::count).sum()).isEqualTo(10_000);
    assertThat(points.get(0).minNs()).isEqualTo(MS);
    assertThat(points.get(points.size() - 1).minNs()).isEqualTo(10 * MS);
    assertThat(points)
        .allSatisfy(point -> assertThat((point.startNs() - START_NS) % course.widthNs()).isZero());
  }

  @Test
  void shouldTakeASampleFromBeforeTheFirstForAnEarlyOne() {
    course.add(START_NS, MS, false);
    course.add(START_NS - 50 * MS, 2 * MS, false);

    assertThat(course.points())
        .hasSize(1)
        .first()
        .extracting(TimeSeries.Point::count)
        .isEqualTo(2L);
  }
}
