package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RttStatsTest {
  private static final long NONE = RttStats.NO_PREVIOUS;
  private final RttStats stats = new RttStats();

  @Test
  void shouldKnowNothingOfNoSamples() {
    assertThat(stats.count()).isZero();
    assertThat(stats.meanNs()).isNaN();
    assertThat(stats.jitterNs()).isNaN();
    assertThat(stats.handshakeNs()).isNaN();
  }

  @Test
  void shouldAverageJitterOverConsecutiveSamplesOfAFlowOnly() {
    stats.record(1, 100, NONE, SegmentKind.DATA);
    stats.record(2, 130, 100, SegmentKind.DATA);
    stats.record(3, 500, NONE, SegmentKind.DATA);
    stats.record(4, 120, 130, SegmentKind.DATA);
    assertThat(stats.jitterCount()).isEqualTo(2);
    assertThat(stats.jitterNs()).isEqualTo(20);
  }

  @Test
  void shouldCountHandshakesApart() {
    stats.record(1, 100, NONE, SegmentKind.SYN);
    stats.record(2, 900, 100, SegmentKind.DATA);
    assertThat(stats.handshakeCount()).isEqualTo(1);
    assertThat(stats.handshakeNs()).isEqualTo(100);
    assertThat(stats.meanNs()).isEqualTo(500);
  }

  @Test
  void shouldTakeForLastTheSampleWhoseAckPassedLast() {
    stats.record(5, 100, NONE, SegmentKind.DATA);
    stats.record(9, 300, NONE, SegmentKind.DATA);
    stats.record(7, 200, NONE, SegmentKind.DATA);
    assertThat(stats.lastNs()).isEqualTo(300);
  }

  @Test
  void shouldSayTheSameOfPartsAddedUpAsOfTheWhole() {
    Random random = new Random(15);
    RttStats[] parts = {new RttStats(), new RttStats(), new RttStats(), new RttStats()};
    for (int i = 0; i < 1000; i++) {
      long rttNs = random.nextInt(1_000_000_000);
      long previousNs = random.nextBoolean() ? NONE : random.nextInt(1_000_000_000);
      SegmentKind kind = random.nextInt(5) == 0 ? SegmentKind.SYN : SegmentKind.DATA;
      parts[random.nextInt(3)].record(i, rttNs, previousNs, kind); // the last stays empty
      stats.record(i, rttNs, previousNs, kind);
    }
    RttStats sum = new RttStats();
    for (RttStats part : parts) {
      sum.add(part);
    }
    assertThat(sum).usingRecursiveComparison().isEqualTo(stats);
  }

  @Test
  void shouldStayExactBeyondWhatALongCanHold() {
    for (int i = 0; i < 64; i++) {
      stats.record(i, 1L << 60, NONE, SegmentKind.DATA);
    }
    assertThat(stats.meanNs()).isEqualTo(0x1p60);
  }

  @Test
  void shouldBeEmptyWhenCleared() {
    stats.record(1, 100, 70, SegmentKind.SYN);
    stats.clear();
    assertThat(stats).usingRecursiveComparison().isEqualTo(new RttStats());
  }
}
