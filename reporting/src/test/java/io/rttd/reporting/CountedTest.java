package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
  @Test
  void shouldKnowOneFromMany() {
    assertThat(Counted.text(1, "pair")).isEqualTo("1 pair");
    assertThat(Counted.text(0, "pair")).isEqualTo("0 pairs");
    assertThat(Counted.text(2, "pair")).isEqualTo("2 pairs");
  }
}
