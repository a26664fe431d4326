package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "192.0.2.1, 192.0.2.1/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:db8::/32, 2001:db8:0:0:0:0:0:0/32",
    "::1, 0:0:0:0:0:0:0:1/128",
    "::ffff:192.0.2.1, 192.0.2.1/32"
  })
  void shouldReadAddressesAndBlocks(String text, String block) {
    assertThat(Cidr.parse(text)).hasToString(block);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.0/-1",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "999.999.999.999",
        "1.2.3.04",
        "::/129",
        "1::2::3",
        ":",
        "localhost",
        "example.invalid",
        "12345",
        "::1%lo",
        "[::1]"
      })
  void shouldRefuseWhatIsNeitherWithoutAskingAResolver(String text) {
    // A resolver would find an address for some of these, and leave its exception with the others.
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            refusal -> assertThat(text.contains(":") || refusal.getCause() == null).isTrue());
  }

  @Test
  void shouldEqualTheSameBlockWrittenAnotherWay() {
    assertThat(Cidr.parse("2001:DB8:0::/48")).isEqualTo(Cidr.parse("2001:db8::/48"));
  }
}
