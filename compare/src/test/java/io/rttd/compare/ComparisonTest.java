package io.rttd.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.compare.Difference.Evidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final double MS = 1e6;

  @Test
  void shouldFindNoDifferenceBetweenACaptureAndItself() {
    CaptureFigures capture = new SimulatedCapture(1).lossRatio(0.05).connections(80);

    Comparison comparison = compare(capture, capture);

    assertThat(comparison.claims()).isZero();
    assertThat(comparison.groups().get(0).differences())
        .allSatisfy(
            each -> {
              assertThat(each.interval().difference()).isZero();
              assertThat(each.interval().low()).isNegative();
              assertThat(each.interval().high()).isPositive();
            });
  }

  @Test
  void shouldFindADelayAndSayHowLarge() {
    Comparison comparison =
        compare(
            new SimulatedCapture(1).connections(80),
            new SimulatedCapture(2).delayMs(22).connections(80));

    Difference median = difference(comparison, Measure.P50);
    assertThat(median.isSignificant()).isTrue();
    assertThat(median.interval().low()).isBetween(1 * MS, 2 * MS);
    assertThat(median.interval().high()).isBetween(2 * MS, 3 * MS);
    assertThat(median.relative()).isBetween(0.08, 0.12);
  }

  @Test
  void shouldGiveTheSameResultForTheSameSeed() {
    CaptureFigures before = new SimulatedCapture(1).connections(40);
    CaptureFigures after = new SimulatedCapture(2).connections(40);

    assertThat(compare(before, after)).isEqualTo(compare(before, after));
    assertThat(Comparison.of(before, after, Optional.empty(), 2, Comparison.NEGLIGIBLE).groups())
        .isNotEqualTo(compare(before, after).groups());
  }

  /** Ten thousand samples of nine connections are nine facts. */
  @Test
  void shouldClaimNothingOfFewConnectionsHoweverManyTheirSamples() {
    Comparison comparison =
        compare(
            new SimulatedCapture(1).samples(1000, 1200).connections(9),
            new SimulatedCapture(2).samples(1000, 1200).delayMs(40).connections(9));

    assertThat(comparison.tests()).isZero();
    assertThat(comparison.claims()).isZero();
    Difference median = difference(comparison, Measure.P50);
    assertThat(median.evidence()).isEqualTo(Evidence.FEW_CONNECTIONS);
    assertThat(median.interval().after()).isGreaterThan(40 * MS);
  }

  @Test
  void shouldClaimNothingWhereOneConnectionIsNearlyEverything() {
    List<ConnectionFigures> uneven =
        new ArrayList<>(
            new SimulatedCapture(1).samples(50_000, 50_000).connections(1).connections());
    uneven.addAll(new SimulatedCapture(2).samples(5, 9).connections(50).connections());

    Comparison comparison =
        compare(
            new CaptureFigures("uneven.pcap", uneven),
            new SimulatedCapture(3).delayMs(40).connections(50));

    assertThat(difference(comparison, Measure.P50).evidence()).isEqualTo(Evidence.UNEVEN);
    assertThat(comparison.claims()).isZero();
  }

  /** Blocks of ten connections, of which six have nearly everything: no two blocks are alike. */
  @Test
  void shouldNotJudgeWhereNearlyEverythingIsInFewerBlocksThanTwo() {
    Criterion limit = Criterion.parse("p50 > +10 %");

    Comparison comparison = compare(withSixLong(1, 20), withSixLong(2, 60));

    assertThat(difference(comparison, Measure.P50).evidence()).isEqualTo(Evidence.UNEVEN);
    assertThat(comparison.claims()).isZero();
    assertThat(comparison.judge(limit).isUndecided()).isTrue();
  }

  private static CaptureFigures withSixLong(long seed, double delayMs) {
    List<ConnectionFigures> figures =
        new ArrayList<>(
            new SimulatedCapture(seed)
                .delayMs(delayMs)
                .samples(1, 1)
                .connections(994)
                .connections());
    figures.addAll(
        new SimulatedCapture(seed + 10)
            .delayMs(delayMs)
            .samples(5000, 5000)
            .connections(6)
            .connections());
    return new CaptureFigures("capture.pcap", figures);
  }

  /** The p99 of 40 connections with one sample each is the slowest one. */
  @Test
  void shouldNotJudgeAPercentileThatFewConnectionsReach() {
    Comparison comparison =
        compare(
            new SimulatedCapture(1).samples(1, 1).connections(40),
            new SimulatedCapture(2).samples(1, 1).delayMs(40).connections(40));

    assertThat(difference(comparison, Measure.P50).isSignificant()).isTrue();
    assertThat(difference(comparison, Measure.P99).evidence()).isEqualTo(Evidence.THIN_TAIL);
    assertThat(difference(comparison, Measure.P99).isSignificant()).isFalse();
  }

  /** A bucket at 20 ms is 0.13 ms wide: what differs by less may not differ at all. */
  @Test
  void shouldNotClaimADifferenceBelowTheResolution() {
    Samples low = new Samples(new long[] {20_000_000}, new long[] {9}, 19_940_000, 20_040_000);
    Samples high = new Samples(new long[] {20_030_000}, new long[] {9}, 19_970_000, 20_050_000);

    Comparison comparison = compare(repeated(low), repeated(high));

    Difference median = difference(comparison, Measure.P50);
    assertThat(median.isSignificant()).isFalse();
    assertThat(median.interval().low()).isNegative();
    assertThat(median.interval().high()).isPositive();
  }

  /** Enough connections make any interval narrow; 0.1 ms of 20 ms is still nothing. */
  @Test
  void shouldNotClaimANegligibleDifferenceHoweverCertainItIs() {
    Comparison comparison =
        compare(
            new SimulatedCapture(1).connections(800),
            new SimulatedCapture(2).delayMs(20.15).connections(800));

    Difference median = difference(comparison, Measure.P50);
    assertThat(median.interval().low()).isPositive();
    assertThat(median.isSignificant()).isFalse();
  }

  /** As between two runs on the same hosts, of which one has another clock rate. */
  @Test
  void shouldClaimADifferenceOfMicrosecondsOnlyIfAsked() {
    CaptureFigures before =
        new SimulatedCapture(1).delayMs(0.03).scatterMs(0.002, 0.002).connections(800);
    CaptureFigures after =
        new SimulatedCapture(2).delayMs(0.05).scatterMs(0.002, 0.002).connections(800);

    assertThat(difference(compare(before, after), Measure.P50).isSignificant()).isFalse();
    Comparison exact = Comparison.of(before, after, Optional.empty(), 1, Duration.ofNanos(10_000));
    assertThat(difference(exact, Measure.P50).isSignificant()).isTrue();
    assertThat(exact.negligible()).isEqualTo(Duration.ofNanos(10_000));
  }

  @Test
  void shouldFindLossAndNotClaimWhatIsNotThere() {
    Comparison lossy =
        compare(
            new SimulatedCapture(1).lossRatio(0.01).connections(200),
            new SimulatedCapture(2).lossRatio(0.10).connections(200));
    Comparison same =
        compare(
            new SimulatedCapture(3).lossRatio(0.05).connections(200),
            new SimulatedCapture(4).lossRatio(0.05).connections(200));

    assertThat(difference(lossy, Measure.RETRANSMITS).isSignificant()).isTrue();
    assertThat(difference(lossy, Measure.RETRANSMITS).interval().difference())
        .isBetween(0.05, 0.13);
    assertThat(difference(same, Measure.RETRANSMITS).isSignificant()).isFalse();
    assertThat(difference(same, Measure.RETRANSMITS).evidence()).isEqualTo(Evidence.ENOUGH);
  }

  @Test
  void shouldJudgeCriteriaByClaimsAndSayWhatCannotBeDecided() {
    CaptureFigures before = new SimulatedCapture(1).connections(80);
    CaptureFigures slower = new SimulatedCapture(2).delayMs(22).connections(80);
    CaptureFigures few = new SimulatedCapture(3).delayMs(30).connections(5);
    Criterion tenthOfAMillisecond = Criterion.parse("p50 > +0.1 ms");

    assertThat(compare(before, slower).judge(tenthOfAMillisecond).isExceeded()).isTrue();
    assertThat(compare(slower, before).judge(tenthOfAMillisecond).isExceeded()).isFalse();
    assertThat(compare(before, slower).judge(Criterion.parse("p50 > +5 ms")).isUndecided())
        .isFalse();
    assertThat(compare(before, few).judge(tenthOfAMillisecond).isExceeded()).isFalse();
    assertThat(compare(before, few).judge(tenthOfAMillisecond).isUndecided()).isTrue();
    assertThat(compare(before, few).judge(Criterion.parse("p50 > +50 ms")).isUndecided()).isFalse();
    assertThat(compare(before, slower).judge(Criterion.parse("response p50 > +1 ms")).isUndecided())
        .as("neither capture has a response")
        .isTrue();
  }

  @Test
  void shouldCompareTheFinestGroupsThatBothCapturesHave() {
    CaptureFigures one = new SimulatedCapture(1).connections(40);
    CaptureFigures sameClient = new SimulatedCapture(2).connections(40);
    CaptureFigures otherClient = new SimulatedCapture(3).from("192.0.2.77").connections(40);

    assertThat(compare(one, sameClient).grouping()).isEqualTo(Grouping.PAIR);
    Comparison byService = compare(one, otherClient);
    assertThat(byService.grouping()).isEqualTo(Grouping.SERVICE);
    assertThat(byService.groups().get(0).name()).isEqualTo("to port 80");
    Comparison byPair =
        Comparison.of(one, otherClient, Optional.of(Grouping.PAIR), 1, Comparison.NEGLIGIBLE);
    assertThat(byPair.groups()).isEmpty();
    assertThat(byPair.onlyBefore()).containsExactly("192.0.2.1 -> 198.51.100.9");
    assertThat(byPair.onlyAfter()).containsExactly("192.0.2.77 -> 198.51.100.9");
    assertThat(byPair.judge(Criterion.parse("p50 > +1 ms")).isUndecided()).isTrue();
  }

  /** Of a hundred pairs without a difference, five would look so by accident. */
  @Test
  void shouldNotClaimWhatOneOfManyPairsShowsByAccident() {
    CaptureFigures before = manyPairs(0);
    CaptureFigures after = manyPairs(1_000_000);

    Comparison comparison =
        Comparison.of(before, after, Optional.of(Grouping.PAIR), 1, Comparison.NEGLIGIBLE);

    assertThat(comparison.tests()).isGreaterThan(100);
    assertThat(
            comparison.groups().stream()
                .flatMap(group -> group.differences().stream())
                .filter(each -> each.evidence() == Evidence.ENOUGH && each.interval().p() < 0.05))
        .as("tests that would claim a difference if they were the only one")
        .isNotEmpty();
    assertThat(comparison.claims()).isZero();
  }

  private static CaptureFigures manyPairs(int seed) {
    return new CaptureFigures(
        "pairs.pcap",
        Stream.iterate(0, i -> i < 150, i -> i + 1)
            .flatMap(
                i ->
                    new SimulatedCapture(seed + i)
                            .scatterMs(5, 0.5)
                            .from("192.0.2." + i)
                            .connections(20)
                            .connections()
                            .stream())
            .toList());
  }

  private static CaptureFigures repeated(Samples rtt) {
    ConnectionFigures each =
        new ConnectionFigures(
            "192.0.2.1", "198.51.100.9", "80", true, rtt, rtt, Samples.NONE, 9, 0);
    return new CaptureFigures("same.pcap", Stream.generate(() -> each).limit(20).toList());
  }

  private static Comparison compare(CaptureFigures before, CaptureFigures after) {
    return Comparison.of(before, after, Optional.empty(), 1, Comparison.NEGLIGIBLE);
  }

  private static Difference difference(Comparison comparison, Measure measure) {
    return comparison.groups().get(0).differences().stream()
        .filter(each -> each.measure() == measure)
        .findFirst()
        .orElseThrow();
  }
}
