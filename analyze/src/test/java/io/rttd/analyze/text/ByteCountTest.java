package io.rttd.analyze.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteCountTest {
  @Test
  void shouldHaveAUnitFromTenThousandOn() {
    assertThat(ByteCount.text(0)).isEqualTo("0");
    assertThat(ByteCount.text(9_999)).isEqualTo("9999");
    assertThat(ByteCount.text(10_000)).isEqualTo("10.0k");
    assertThat(ByteCount.text(999_949)).isEqualTo("999.9k");
    assertThat(ByteCount.text(999_950)).isEqualTo("1.0M");
    assertThat(ByteCount.text(Long.MAX_VALUE)).isEqualTo("9.2E");
  }
}
