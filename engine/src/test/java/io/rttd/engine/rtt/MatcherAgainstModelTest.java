package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random traffic through the matcher and the slow model: they must agree on every verdict. */
class MatcherAgainstModelTest {
  private static final int FLOWS = 1_000;

  private final ModelComparison comparison = new ModelComparison();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldAgreeWithTheModelOnRandomTraffic(long seed) {
    for (int flow = 0; flow < FLOWS; flow++) {
      comparison.compare(new Random(seed * 1_000_003 + flow), 120);
    }
  }

  @Test
  void shouldReachEveryVerdictAndReasonOnRandomTraffic() {
    Map<Verdict, Integer> reached = new EnumMap<>(Verdict.class);
    Map<HoldReason, Integer> reasons = new EnumMap<>(HoldReason.class);
    for (int flow = 0; flow < 2 * FLOWS; flow++) {
      for (TcpFixture.Seen seen : comparison.compare(new Random(77 + flow), 120)) {
        reached.merge(seen.verdict(), 1, Integer::sum);
        reasons.merge(seen.holdReason(), 1, Integer::sum);
      }
    }
    assertThat(reached).containsOnlyKeys(Verdict.values());
    assertThat(reached).allSatisfy((verdict, n) -> assertThat(n).isGreaterThan(20));
    assertThat(reasons).containsOnlyKeys(HoldReason.values());
    assertThat(reasons).allSatisfy((reason, n) -> assertThat(n).isGreaterThan(20));
  }
}
