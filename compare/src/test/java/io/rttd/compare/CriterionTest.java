package io.rttd.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriterionTest {
  @ParameterizedTest
  @CsvSource({
    "p99 > +10 %, P99, true, 0.1",
    "p99>+10%, P99, true, 0.1",
    "P50 > +2 ms, P50, false, 2e6",
    "p90 > +1.5ms, P90, false, 1.5e6",
    "path p50 > +250 us, PATH_P50, false, 2.5e5",
    "path.p50 > +250 µs, PATH_P50, false, 2.5e5",
    "response_p99 > +1 s, RESPONSE_P99, false, 1e9",
    "p50 > +0 ms, P50, false, 0",
    "retransmits > +0.5 pp, RETRANSMITS, false, 0.005",
    "retransmits > +50 %, RETRANSMITS, true, 0.5"
  })
  void shouldParseMeasureLimitAndUnit(
      String text, Measure measure, boolean relative, double limit) {
    Criterion criterion = Criterion.parse(text);

    assertThat(criterion.measure()).isEqualTo(measure);
    assertThat(criterion.relative()).isEqualTo(relative);
    assertThat(criterion.limit()).isCloseTo(limit, within(1e-9));
    assertThat(criterion.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p99 > 10 %      | is not of the form 'MEASURE > +NUMBER UNIT'",
        "p99 < +10 %     | is not of the form 'MEASURE > +NUMBER UNIT'",
        "p99 > +10       | is not of the form 'MEASURE > +NUMBER UNIT'",
        "p99 > +1,5 ms   | is not of the form 'MEASURE > +NUMBER UNIT'",
        "p99 > +10 min   | is not a unit for p99; use % (of the figure before), us, ms or s",
        "p95 > +10 %     | no measure 'p95'; there are: p50, p90, p99, path p50,",
        "p99 > +10 pp    | is not a unit for p99; use % (of the figure before), us, ms or s",
        "retransmits > +1 ms | is not a unit for retransmits; use % (of the ratio before) or pp",
        "''              | is not of the form 'MEASURE > +NUMBER UNIT'"
      })
  void shouldSayWhatIsAllowed(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Criterion.parse(text))
        .withMessageContaining(message);
  }

  @Test
  void shouldMeasureARelativeLimitByTheFigureBefore() {
    Criterion tenPercent = Criterion.parse("p99 > +10 %");

    assertThat(tenPercent.isBeyond(rise(20e6, 22.1e6))).isTrue();
    assertThat(tenPercent.isBeyond(rise(20e6, 21.9e6))).isFalse();
    assertThat(tenPercent.isBeyond(rise(20e6, 10e6))).isFalse();
    assertThat(Criterion.parse("p99 > +2 ms").isBeyond(rise(20e6, 22.1e6))).isTrue();
    assertThat(Criterion.parse("p99 > +2 ms").isBeyond(rise(20e6, 21.9e6))).isFalse();
  }

  private static Difference rise(double before, double after) {
    return new Difference(
        Measure.P99, Difference.Evidence.ENOUGH, new Interval(before, after, 0, 0, 0), true);
  }
}
