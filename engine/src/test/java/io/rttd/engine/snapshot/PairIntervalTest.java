package io.rttd.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.model.PairKey;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.AbstractHistogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairIntervalTest {
  private static final long MAX_RTT_NS = 60_000_000_000L;
  private final PairInterval interval = new PairInterval(MAX_RTT_NS);

  @Test
  void shouldKeepPromptAndHeldSamplesApart() {
    record(1, 1_000_000, RttStats.NO_PREVIOUS, SampleClass.PROMPT, SegmentKind.DATA);
    record(2, 41_000_000, 1_000_000, SampleClass.HELD, SegmentKind.DATA);
    assertThat(max(SampleClass.PROMPT)).isCloseTo(1_000_000, within(10_000L));
    assertThat(max(SampleClass.HELD)).isCloseTo(41_000_000, within(410_000L));
    assertThat(interval.count()).isEqualTo(2);
    assertThat(interval.rtt().sumNs()).isEqualTo(42_000_000);
  }

  @Test
  void shouldAverageJitterOverConsecutiveSamplesOfAFlowOnly() {
    record(1, 100, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    record(2, 130, 100, SampleClass.HELD, SegmentKind.DATA);
    record(3, 500, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    record(4, 120, 130, SampleClass.HELD, SegmentKind.DATA);
    assertThat(interval.rtt().jitterSumNs()).isEqualTo(40);
    assertThat(interval.rtt().jitterCount()).isEqualTo(2);
  }

  @Test
  void shouldCountHandshakesApart() {
    record(1, 100, RttStats.NO_PREVIOUS, SampleClass.PROMPT, SegmentKind.SYN);
    record(2, 900, 100, SampleClass.HELD, SegmentKind.DATA);
    assertThat(interval.rtt().handshakeSumNs()).isEqualTo(100);
    assertThat(interval.rtt().handshakeCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 5000})
  void shouldKeepOtherTimesApartFromSamples(int times) {
    PairInterval pair = new PairInterval(MAX_RTT_NS, new CountPages(MemoryBudget.unlimited()));
    Random random = new Random(times);
    Map<PairTime, AbstractHistogram> expected = new EnumMap<>(PairTime.class);
    for (PairTime kind : PairTime.values()) {
      expected.put(kind, PairInterval.newHistogram(MAX_RTT_NS));
    }
    for (int i = 0; i < times; i++) {
      for (PairTime kind : PairTime.values()) {
        long ns = Math.min(random.nextLong() >>> (28 + random.nextInt(30)), MAX_RTT_NS);
        assertThat(pair.record(kind, ns)).isTrue();
        expected.get(kind).recordValue(ns);
      }
      pair.record(i, 1_000_000, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    }
    expected.forEach(
        (kind, histogram) -> {
          AbstractHistogram sum = PairInterval.newHistogram(MAX_RTT_NS);
          pair.addTo(kind, sum);
          assertThat(sum).isEqualTo(histogram);
          assertThat(pair.stats(kind).count()).isEqualTo(times);
        });
    assertThat(pair.count()).isEqualTo(times);
    assertThat(histogramOf(pair).getMaxValue()).isCloseTo(1_000_000, within(10_000L));
    pair.reset(PairKey.OTHER);
    assertThat(pair.stats(PairTime.RESPONSE).count()).isZero();
  }

  @Test
  void shouldHaveRoomForEverySampleHoweverManyOtherTimesThereAre() {
    for (int octave = 0; octave < 36; octave++) {
      interval.record(PairTime.RESPONSE, 1L << octave);
      interval.record(PairTime.HANDSHAKE, 1L << octave);
    }
    assertThat(interval.stats(PairTime.RESPONSE).count()).isBetween(8L, 35L);
    shouldHaveRoomForEveryCounterWithMemoryOfItsOwn();
  }

  @Test
  void shouldRefuseATimeThatThereIsNoMemoryFor() {
    PairInterval pair =
        new PairInterval(MAX_RTT_NS, new CountPages(new MemoryBudget(100).share(10)));

    assertThat(pair.record(PairTime.RESPONSE, 1)).isFalse();
    assertThat(pair.stats(PairTime.RESPONSE).count()).isZero();
  }

  @Test
  void shouldTakeForLastTheSampleWhoseAckPassedLast() {
    record(5, 100, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    record(9, 300, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    record(7, 200, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    assertThat(interval.rtt().lastNs()).isEqualTo(300);
    assertThat(interval.rtt().minNs()).isEqualTo(100);
    assertThat(interval.rtt().maxNs()).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 64, 12_345, 1_000_000, 987_654_321, 60_000_000_000L})
  void shouldRecordEveryLegalRttWithinOnePercent(long rttNs) {
    record(1, rttNs, RttStats.NO_PREVIOUS, SampleClass.PROMPT, SegmentKind.DATA);
    AbstractHistogram histogram = interval.histogramOf(SampleClass.PROMPT).orElseThrow();
    assertThat(histogram.getTotalCount()).isEqualTo(1);
    if (rttNs >= 6400) {
      assertThat(histogram.getValueAtPercentile(50)).isCloseTo(rttNs, Percentage.withPercentage(1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 18, 100, 5000})
  void shouldCountAsAHistogramOfTheSameShapeWould(int samples) {
    Random random = new Random(samples);
    AbstractHistogram prompt = PairInterval.newHistogram(MAX_RTT_NS);
    AbstractHistogram held = PairInterval.newHistogram(MAX_RTT_NS);
    for (int i = 0; i < samples; i++) {
      long rttNs = random.nextLong() >>> (28 + random.nextInt(30));
      rttNs = Math.min(Math.abs(rttNs), MAX_RTT_NS);
      boolean isPrompt = random.nextBoolean();
      record(
          i,
          rttNs,
          RttStats.NO_PREVIOUS,
          isPrompt ? SampleClass.PROMPT : SampleClass.HELD,
          SegmentKind.DATA);
      (isPrompt ? prompt : held).recordValue(rttNs);
    }
    assertThat(interval.count(SampleClass.PROMPT)).isEqualTo(prompt.getTotalCount());
    assertThat(histogramOrEmpty(SampleClass.PROMPT)).isEqualTo(prompt);
    assertThat(histogramOrEmpty(SampleClass.HELD)).isEqualTo(held);
  }

  @Test
  void shouldTakePagesOnlyForPairsWithMoreThanAFewSamples() {
    CountPages pages = new CountPages(MemoryBudget.unlimited());
    PairInterval pair = new PairInterval(MAX_RTT_NS, pages);
    for (int i = 0; i < 16; i++) {
      pair.record(i, 10_000_000 + i, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    }
    assertThat(pages.used()).isZero();
    pair.record(16, 1, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    assertThat(pages.used()).isEqualTo(2);
    pair.reset(PairKey.OTHER);
    assertThat(pages.used()).isZero();
  }

  @Test
  void shouldHaveRoomForEveryCounterWithMemoryOfItsOwn() {
    for (int octave = 0; octave < 37; octave++) {
      for (SampleClass sampleClass : SampleClass.values()) {
        long rttNs = Math.min(1L << octave, MAX_RTT_NS);
        assertThat(
                interval.record(octave, rttNs, RttStats.NO_PREVIOUS, sampleClass, SegmentKind.DATA))
            .isTrue();
      }
    }
    assertThat(interval.count()).isEqualTo(2 * 37);
  }

  @Test
  void shouldRefuseASampleThatThereIsNoMemoryFor() {
    CountPages pages = new CountPages(new MemoryBudget(700).share(600));
    PairInterval pair = new PairInterval(MAX_RTT_NS, pages);
    int recorded = 0;
    for (int i = 0; i < 30; i++) {
      if (pair.record(i, i, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA)) {
        recorded++;
      }
    }
    assertThat(recorded).isEqualTo(16);
    assertThat(pair.count()).isEqualTo(16);
    assertThat(pair.rtt().maxNs()).isEqualTo(15);
    assertThat(histogramOf(pair).getTotalCount()).isEqualTo(16);
    assertThat(pages.used()).isZero();
  }

  private static AbstractHistogram histogramOf(PairInterval pair) {
    return pair.histogramOf(SampleClass.HELD).orElseThrow();
  }

  private AbstractHistogram histogramOrEmpty(SampleClass sampleClass) {
    return interval.histogramOf(sampleClass).orElseGet(() -> PairInterval.newHistogram(MAX_RTT_NS));
  }

  private long max(SampleClass sampleClass) {
    return interval.histogramOf(sampleClass).orElseThrow().getMaxValue();
  }

  private void record(
      long timeNs, long rttNs, long previousNs, SampleClass sampleClass, SegmentKind kind) {
    interval.record(timeNs, rttNs, previousNs, sampleClass, kind);
  }
}
