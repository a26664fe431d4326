package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.NoSuchElementException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  private static Distribution of(long... ns) {
    Histogram histogram = new Histogram(3);
    for (long each : ns) {
      histogram.recordValue(each);
    }
    return new Distribution("response time", histogram);
  }

  @Test
  void shouldTellPercentilesAsDurations() {
    Distribution times = of(100, 200, 300, 400);
    assertThat(times.count()).isEqualTo(4);
    assertThat(times.percentile(50)).isEqualTo(Duration.ofNanos(200));
    assertThat(times.min()).isEqualTo(Duration.ofNanos(100));
    assertThat(times.max()).isEqualTo(Duration.ofNanos(400));
    assertThat(times.mean()).isEqualTo(Duration.ofNanos(250));
  }

  @Test
  void shouldNameWhatIsMissing() {
    Distribution none = of();
    assertThat(none.isEmpty()).isTrue();
    assertThatThrownBy(() -> none.percentile(99))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no response time was measured");
    assertThatThrownBy(none::mean).isInstanceOf(NoSuchElementException.class);
    assertThat(none).hasToString("0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 100.1, Double.NaN})
  void shouldRefuseAPercentileThatCannotBe(double percentile) {
    assertThatIllegalArgumentException().isThrownBy(() -> of(1).percentile(percentile));
  }

  @Test
  void shouldGiveACopyOfItsHistogram() {
    Distribution times = of(100);
    times.histogramNs().recordValue(5);
    assertThat(times.count()).isEqualTo(1);
  }
}
