package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "198.18.0.1", "255.255.255.255", "::", "2001:db8::7"})
  void shouldStandForTheSameAddressThereAndBack(String text) throws Exception {
    InetAddress address = InetAddress.getByName(text);
    assertThat(Address.of(address).toInetAddress()).isEqualTo(address);
    assertThat(Address.of(address)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 128, 10.1.2.3",
    "10.1.2.3, 112, 10.1.0.0",
    "10.1.2.3, 96, 0.0.0.0",
    "2001:db8:1:2:8003::1, 65, 2001:db8:1:2:8000::",
    "2001:db8:1:2:8003::1, 64, 2001:db8:1:2::",
    "2001:db8:1:2:8003::1, 63, 2001:db8:1:2::",
    "2001:db8:1:2:8003::1, 0, ::"
  })
  void shouldKeepTheFirstBitsOfItsNetwork(String text, int bits, String network) {
    assertThat(address(text).network(bits)).hasToString(network);
  }

  @Test
  void shouldBeOrderedAsAnUnsignedNumber() {
    List<String> ordered = List.of("::1", "9.9.9.9", "10.0.0.1", "200.0.0.1", "2001::", "fe80::1");
    assertThat(ordered.stream().map(AddressTest::address)).isSorted();
  }

  private static Address address(String text) {
    try {
      return Address.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
