package io.rttd.testbed.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinBudgetTest {
  @Test
  void shouldEndSpinningWhenTheShareIsSpent() {
    SpinBudget budget = new SpinBudget(1000, 300);

    assertThat(budget.allows(0)).isTrue();
    assertThat(budget.allows(200)).isTrue();
    assertThat(budget.allows(300)).isFalse();
    assertThat(budget.allows(900)).isFalse();
  }

  @Test
  void shouldAllowItAgainInTheNextWindow() {
    SpinBudget budget = new SpinBudget(1000, 300);
    budget.allows(0);
    budget.allows(400);

    assertThat(budget.allows(999)).isFalse();
    assertThat(budget.allows(1000)).isTrue();
  }

  @Test
  void shouldNotCountTimeThatWasSlept() {
    SpinBudget budget = new SpinBudget(1000, 300);
    budget.allows(0);
    budget.allows(100);
    budget.pause();

    assertThat(budget.allows(800)).isTrue();
    assertThat(budget.allows(950)).isTrue();
  }
}
