package io.rttd.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {
  @Test
  void shouldKeepWhatIsGuaranteedForItsUser() {
    MemoryBudget budget = new MemoryBudget(100);
    MemoryBudget.Share greedy = budget.share(10);
    MemoryBudget.Share late = budget.share(30);
    assertThat(greedy.mostBytes()).isEqualTo(70);
    assertThat(greedy.tryTake(71)).isFalse();
    assertThat(greedy.tryTake(70)).isTrue();
    assertThat(greedy.tryTake(1)).isFalse();
    assertThat(late.tryTake(30)).isTrue();
    assertThat(late.tryTake(1)).isFalse();
    assertThat(budget.usedBytes()).isEqualTo(100);
  }

  @Test
  void shouldRefuseToGuaranteeMoreThanThereIs() {
    MemoryBudget budget = new MemoryBudget(100);
    budget.share(60);
    assertThatThrownBy(() -> budget.share(41)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldNeverGiveMoreThanItHasNorLessThanItGuaranteed(long seed) {
    Random random = new Random(seed);
    MemoryBudget budget = new MemoryBudget(10_000);
    List<MemoryBudget.Share> shares =
        List.of(budget.share(random.nextInt(4000)), budget.share(3000), budget.share(0));
    for (int i = 0; i < 2000; i++) {
      MemoryBudget.Share share = shares.get(random.nextInt(3));
      int bytes = 1 + random.nextInt(50);
      boolean given = share.tryTake(bytes);
      assertThat(given || share.takenBytes() + bytes > share.guaranteedBytes()).isTrue();
      long sum = shares.stream().mapToLong(MemoryBudget.Share::takenBytes).sum();
      assertThat(budget.usedBytes()).isEqualTo(sum).isLessThanOrEqualTo(10_000);
    }
    assertThat(budget.usedBytes()).isGreaterThan(9_900 - 3000);
  }
}
