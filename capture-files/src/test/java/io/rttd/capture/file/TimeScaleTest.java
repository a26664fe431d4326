package io.rttd.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeScaleTest {
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({
    "6, 0, 1, 1000",
    "9, 0, 1, 1",
    "3, 0, 5, 5000000",
    "12, 0, 1499, 1",
    "12, 0, 1500, 2",
    "0x94, 0, 1, 954", // 2^-20 s is 953.67 ns
    "0x94, 0, 1048576, 1000000000",
    "0xA0, 0, 4294967296, 1000000000",
    "6, -100, 1000000, -99000000000",
    "6, 1700000000, 0, 1700000000000000000"
  })
  void shouldConvertKnownTicks(String tsresol, long offset, long ticks, long ns) {
    assertThat(new TimeScale((byte) (int) Integer.decode(tsresol), offset).toNs(ticks))
        .isEqualTo(ns);
  }

  @Test
  void shouldAgreeWithArithmeticOfAnyPrecision() {
    Random random = new Random(7);
    for (int resolution = 0; resolution < 256; resolution++) {
      for (int i = 0; i < 200; i++) {
        long ticks = random.nextLong() >>> random.nextInt(64);
        long offset = i % 2 == 0 ? 0 : random.nextInt();
        TimeScale scale = new TimeScale((byte) resolution, offset);
        assertThat(scale.toNs(ticks))
            .as("tsresol %d, offset %d, ticks %s", resolution, offset, Long.toUnsignedString(ticks))
            .isEqualTo(exactly(resolution, offset, ticks));
      }
    }
  }

  @Test
  void shouldHaveNoTimeWhereTheOffsetIsBeyondAnyClock() {
    assertThat(new TimeScale((byte) 6, Long.MAX_VALUE).toNs(1)).isEqualTo(Segment.NO_TIME);
    assertThat(new TimeScale((byte) 6, Long.MIN_VALUE).toNs(1)).isEqualTo(Segment.NO_TIME);
    assertThat(new TimeScale((byte) 6, 9_223_372_036L).toNs(900_000)).isEqualTo(Segment.NO_TIME);
  }

  private static long exactly(int tsresol, long offset, long ticks) {
    BigDecimal unit =
        tsresol < 128 ? BigDecimal.TEN.pow(tsresol) : BigDecimal.valueOf(2).pow(tsresol - 128);
    BigInteger ns =
        new BigDecimal(Long.toUnsignedString(ticks))
            .movePointRight(9)
            .divide(unit, 0, RoundingMode.HALF_UP)
            .toBigInteger();
    BigInteger sum = ns.add(BigInteger.valueOf(offset).multiply(BigInteger.valueOf(1_000_000_000)));
    return ns.compareTo(MAX) > 0 || sum.compareTo(MAX) > 0 ? Segment.NO_TIME : sum.longValue();
  }
}
