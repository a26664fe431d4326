package io.rttd.analyze.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0 %",
    "0.00001, <0.1 %",
    "0.25, 25.0 %",
    "0.9985, 99.9 %",
    "0.99999, >99.9 %",
    "1, 100.0 %"
  })
  void shouldNotCallALittleNothingNorAlmostAllAll(double share, String text) {
    assertThat(Share.text(share)).isEqualTo(text);
  }
}
