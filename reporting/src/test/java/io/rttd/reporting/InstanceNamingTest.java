package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.Cidr;
import io.rttd.config.ConfigReader;
import io.rttd.config.InstanceConfig;
import io.rttd.config.NetworkNames;
import io.rttd.model.Address;
import io.rttd.model.PairKey;
import io.rttd.model.PeerNaming;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceNamingTest {
  private static final Address LOCAL = address("10.0.0.1");
  private static final Address HOST = address("10.1.0.1");

  private NetworkNames file = names("10.0.0.0/8", "corp", "10.0.0.1/32", "me", "10.1.2.3", "db");

  @Test
  void shouldNameBothEndsAndFollowTheFile() throws Exception {
    PeerNaming naming = naming("");

    assertThat(naming.src(pair(LOCAL, address("10.1.2.3")))).isEqualTo("me");
    assertThat(naming.dst(pair(LOCAL, address("10.1.2.3")))).isEqualTo("db");
    assertThat(naming.name(address("192.0.2.1"))).isEqualTo("192.0.2.1");
    assertThat(naming.src(PairKey.OTHER)).isEqualTo("other");

    file = names("10.1.2.3", "db2");
    assertThat(naming.dst(pair(LOCAL, address("10.1.2.3")))).isEqualTo("db2");
    assertThat(naming.src(pair(LOCAL, HOST))).isEqualTo("10.0.0.1");
  }

  @Test
  void shouldPreferGroupsAndConfiguredHostsToTheFileAndTheFileToAggregates() throws Exception {
    PeerNaming naming = naming("groups: {grouped: [10.2.0.0/16]}");

    assertThat(naming.name(address("10.2.0.1"))).isEqualTo("grouped");
    assertThat(naming.name(HOST)).isEqualTo("host.example.org");
    assertThat(naming.name(address("10.3.0.1"))).isEqualTo("corp");

    naming = naming("aggregate_ipv4: 24");
    assertThat(naming.name(address("10.1.2.3"))).isEqualTo("db");
    assertThat(naming.name(address("192.0.2.1"))).isEqualTo("192.0.2.0/24");
    assertThat(naming.src(pair(LOCAL, HOST))).isEqualTo("me");
  }

  private PeerNaming naming(String line) throws Exception {
    InstanceConfig config =
        new ConfigReader(Map.of(), 1)
            .parse("a", "instances:\n- interface: eth0\n  " + line + "\n")
            .instances()
            .get(0);
    return new InstanceNaming(() -> file)
        .of(config, address -> address.equals(HOST) ? "host.example.org" : address.toString());
  }

  private static NetworkNames names(String... pairs) {
    NetworkNames.Builder names = new NetworkNames.Builder();
    for (int i = 0; i < pairs.length; i += 2) {
      names.add(Cidr.parse(pairs[i]), pairs[i + 1]);
    }
    return names.build();
  }

  private static PairKey pair(Address src, Address dst) {
    return new PairKey(src.hi(), src.lo(), dst.hi(), dst.lo());
  }

  private static Address address(String text) {
    return Address.of(Cidr.parse(text).address());
  }
}
