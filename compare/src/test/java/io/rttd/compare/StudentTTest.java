package io.rttd.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
  /** From the tables of the distribution. */
  @ParameterizedTest
  @CsvSource({
    "0.975, 1, 12.706205",
    "0.975, 2, 4.302653",
    "0.975, 9, 2.262157",
    "0.975, 30, 2.042272",
    "0.995, 9, 3.249836",
    "0.95, 120, 1.657651",
    "0.975, 1e6, 1.959966",
    "0.0005, 1e6, -3.290532",
    "0.5, 7.5, 0"
  })
  void shouldAgreeWithTheTables(double p, double freedom, double quantile) {
    assertThat(StudentT.quantile(p, freedom)).isCloseTo(quantile, within(1e-5));
    assertThat(StudentT.cumulative(quantile, freedom)).isCloseTo(p, within(1e-6));
  }

  @Test
  void shouldHaveTailsFarOut() {
    // With one degree of freedom it is the Cauchy distribution: 1/2 + atan(t)/pi.
    assertThat(StudentT.cumulative(-1e4, 1)).isCloseTo(1 / (1e4 * Math.PI), within(1e-10));
    // Of the normal distribution, six deviations out.
    assertThat(StudentT.cumulative(-6, StudentT.NORMAL)).isBetween(9.8e-10, 9.95e-10);
  }
}
