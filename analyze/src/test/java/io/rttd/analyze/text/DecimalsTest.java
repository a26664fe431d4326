package io.rttd.analyze.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
  private static final int VALUES = 100_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6})
  void shouldGiveTheSameTextAsFormat(int decimals) {
    Random random = new Random(decimals);
    DoubleStream whole = random.longs(VALUES, 0, 3_600_000_000_000L).mapToDouble(ns -> ns / 1e6);
    DoubleStream halves = random.longs(VALUES, 0, 10_000_000).mapToDouble(us -> (us + 0.5) / 1e3);
    DoubleStream any = random.doubles(VALUES).map(value -> Math.exp(80 * value - 40));

    DoubleStream.concat(whole, DoubleStream.concat(halves, any))
        .forEach(value -> assertSame(value, decimals));
  }

  @Test
  void shouldLeaveWhatIsNoOrdinaryNumberToFormat() {
    DoubleStream.of(0, -0.0, -1.5, -0.0004, 1e12, 1e300, Double.NaN, Double.POSITIVE_INFINITY)
        .forEach(value -> assertSame(value, 3));
  }

  private static void assertSame(double value, int decimals) {
    assertThat(Decimals.text(value, decimals))
        .isEqualTo(String.format(Locale.ROOT, "%." + decimals + "f", value));
  }
}
