package io.rttd.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalNetworksTest {
  @Test
  void shouldContainItsAddressesAndNoOthers() throws Exception {
    LocalNetworks local =
        new LocalNetworks(List.of(address("10.1.2.3"), address("2001:db8::7")), List.of());

    assertThat(contains(local, "10.1.2.3")).isTrue();
    assertThat(contains(local, "2001:db8::7")).isTrue();
    assertThat(contains(local, "10.1.2.4")).isFalse();
    assertThat(contains(local, "2001:db8::8")).isFalse();
    assertThat(contains(local, "::")).isFalse();
  }

  @Test
  void shouldTellTheHalvesOfAnAddressApart() throws Exception {
    LocalNetworks local = new LocalNetworks(List.of(address("2001:db8::1")), List.of());

    assertThat(contains(local, "2001:db9::1")).isFalse();
    assertThat(contains(local, "::1")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/32, 10.1.2.3, true",
    "10.1.2.3/32, 10.1.2.2, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.255, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8:0:1::/64, 2001:db8:0:1:ffff::, true",
    "2001:db8:0:1::/64, 2001:db8:0:2::, false",
    "2001:db8::4/126, 2001:db8::7, true",
    "2001:db8::4/126, 2001:db8::8, false",
    "::/0, 2001:db8::1, true"
  })
  void shouldContainWhatItsBlocksContain(String block, String address, boolean expected)
      throws Exception {
    LocalNetworks local = new LocalNetworks(List.of(), List.of(Cidr.parse(block)));

    assertThat(contains(local, address)).isEqualTo(expected);
  }

  @Test
  void shouldFindEachOfManyAddresses() throws Exception {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      addresses.add(address("10.0." + i + ".1"));
      addresses.add(address("fe80::" + Integer.toHexString(i) + ":1"));
    }
    LocalNetworks local = new LocalNetworks(addresses, List.of());

    assertThat(addresses).allMatch(each -> local.contains(Addresses.hi(each), Addresses.lo(each)));
    assertThat(contains(local, "10.0.200.1")).isFalse();
  }

  @Test
  void shouldContainNothingWhenEmpty() throws Exception {
    assertThat(contains(new LocalNetworks(List.of(), List.of()), "127.0.0.1")).isFalse();
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  private static boolean contains(LocalNetworks local, String text) throws Exception {
    return local.contains(Addresses.hi(address(text)), Addresses.lo(address(text)));
  }
}
