package io.rttd.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.compare.Difference.Evidence;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often intervals hold the truth, and how often a claim is false, over many simulated pairs of
 * captures. Each pair has its own seed, so a run always gives the same numbers; {@code
 * -Drttd.coverage.seeds=1000} takes more of them.
 */
class CoverageTest {
  private static final int SEEDS = Integer.getInteger("rttd.coverage.seeds", 100);
  private static final double TRUTH_NS = 2e6;

  /**
   * Of 100 intervals that each hold the truth with 95 %, 89 to 99 do in 99 of 100 cases. An
   * interval over samples instead of connections, or one without its expansion, holds it less
   * often.
   */
  @ParameterizedTest
  @CsvSource({"15, 20, 60", "60, 5, 40", "150, 1, 8"})
  void shouldHoldTheTrueDifferenceInNinetyFiveOfAHundredCases(
      int connections, int fewest, int most) {
    Map<Measure, int[]> heldOfTested = new EnumMap<>(Measure.class);
    for (int seed = 0; seed < SEEDS; seed++) {
      Comparison comparison =
          compare(
              new SimulatedCapture(2L * seed).samples(fewest, most).connections(connections),
              new SimulatedCapture(2L * seed + 1)
                  .samples(fewest, most)
                  .delayMs(22)
                  .connections(connections));
      for (Difference each : comparison.groups().get(0).differences()) {
        if (each.measure().kind() == Measure.Kind.RTT && each.evidence() == Evidence.ENOUGH) {
          int[] counts = heldOfTested.computeIfAbsent(each.measure(), unused -> new int[2]);
          counts[0] += holdsTheTruth(each.interval()) ? 1 : 0;
          counts[1]++;
        }
      }
    }

    assertThat(heldOfTested).containsKey(Measure.P50);
    heldOfTested.forEach(
        (measure, counts) -> {
          System.out.printf(
              "%d connections, %s: %d of %d%n", connections, measure, counts[0], counts[1]);
          if (counts[1] >= SEEDS / 2) {
            assertThat((double) counts[0] / counts[1]).as("%s", measure).isBetween(0.89, 0.99);
          }
        });
  }

  /** If connections were drawn one by one, 84 of 100 intervals would hold the truth. */
  @Test
  void shouldHoldItMostlyWhereConnectionsOfTheSameMomentResembleEachOther() {
    int held = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Comparison comparison =
          compare(
              new SimulatedCapture(2L * seed).momentsMs(1).samples(3, 8).connections(200),
              new SimulatedCapture(2L * seed + 1)
                  .momentsMs(1)
                  .samples(3, 8)
                  .delayMs(22)
                  .connections(200));
      held += holdsTheTruth(comparison.groups().get(0).differences().get(0).interval()) ? 1 : 0;
    }
    System.out.printf("moments, p50: %d of %d%n", held, SEEDS);

    assertThat((double) held / SEEDS).isGreaterThan(0.88);
  }

  @Test
  void shouldClaimADifferenceInAtMostFiveOfAHundredPairsOfTheSameSetting() {
    int withClaims = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Comparison comparison =
          compare(
              new SimulatedCapture(2L * seed).lossRatio(0.03).connections(60),
              new SimulatedCapture(2L * seed + 1).lossRatio(0.03).connections(60));
      withClaims += comparison.claims() > 0 ? 1 : 0;
    }
    System.out.printf("same setting: %d of %d pairs with a claim%n", withClaims, SEEDS);

    assertThat(withClaims).isLessThanOrEqualTo(SEEDS / 20);
  }

  private static boolean holdsTheTruth(Interval interval) {
    return interval.low() <= TRUTH_NS && TRUTH_NS <= interval.high();
  }

  private static Comparison compare(CaptureFigures before, CaptureFigures after) {
    return Comparison.of(before, after, Optional.of(Grouping.PAIR), 1, Comparison.NEGLIGIBLE);
  }
}
