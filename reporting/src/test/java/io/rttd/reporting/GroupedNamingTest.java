package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.Cidr;
import io.rttd.config.InstanceConfig.PeerGrouping;
import io.rttd.config.NetworkNames;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairKey;
import io.rttd.model.PeerNaming;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupedNamingTest {
  private static final String LOCAL = "10.9.9.9";

  @Test
  void shouldCallPeersByTheGroupOfTheLongestPrefix() {
    PeerNaming naming =
        naming(
            Map.of(
                "all", networks("10.0.0.0/8", "2001:db8::/32"),
                "db", networks("10.1.0.0/16", "2001:db8:1::/48"),
                "one", networks("10.1.2.3")),
            32,
            128);

    assertThat(dst(naming, "10.2.0.1")).isEqualTo("all");
    assertThat(dst(naming, "10.1.0.1")).isEqualTo("db");
    assertThat(dst(naming, "10.1.2.3")).isEqualTo("one");
    assertThat(dst(naming, "11.0.0.1")).isEqualTo("11.0.0.1");
    assertThat(dst(naming, "2001:db8:1::7")).isEqualTo("db");
    assertThat(dst(naming, "2001:db8:2::7")).isEqualTo("all");
    assertThat(dst(naming, "2001:db9::7")).isEqualTo("2001:db9::7");
  }

  @Test
  void shouldNotMistakeIpv4ForIpv6() {
    PeerNaming naming =
        naming(Map.of("six", networks("::/0"), "four", networks("0.0.0.0/0")), 32, 128);

    assertThat(dst(naming, "192.0.2.1")).isEqualTo("four");
    assertThat(dst(naming, "2001:db8::1")).isEqualTo("six");
  }

  @Test
  void shouldReportTheRestByNetwork() {
    PeerNaming naming = naming(Map.of("db", networks("10.1.0.0/16")), 24, 48);

    assertThat(dst(naming, "10.1.0.1")).isEqualTo("db");
    assertThat(dst(naming, "10.2.3.4")).isEqualTo("10.2.3.0/24");
    assertThat(dst(naming, "2001:db8:17:4::1")).isEqualTo("2001:db8:17::/48");
    assertThat(dst(naming(Map.of(), 0, 0), "10.2.3.4")).isEqualTo("0.0.0.0/0");
    assertThat(dst(naming(Map.of(), 0, 0), "2001::1")).isEqualTo("::/0");
    assertThat(dst(naming(Map.of(), 24, 64), "2001:db8:1:2:3::1")).isEqualTo("2001:db8:1:2::/64");
    assertThat(dst(naming(Map.of(), 24, 65), "2001:db8:1:2:8003::1"))
        .isEqualTo("2001:db8:1:2:8000::/65");
  }

  @Test
  void shouldLeaveTheLocalEndItsName() {
    PeerGrouping grouping = new PeerGrouping(Map.of("all", networks("10.0.0.0/8")), 32, 128);
    PairKey key = Samples.key(LOCAL, "10.1.0.1");

    assertThat(
            GroupedNaming.of(grouping, false, PeerNaming.ADDRESSES, () -> NetworkNames.NONE)
                .src(key))
        .isEqualTo(LOCAL);
    assertThat(
            GroupedNaming.of(grouping, true, PeerNaming.ADDRESSES, () -> NetworkNames.NONE)
                .src(key))
        .isEqualTo("all");
    assertThat(
            GroupedNaming.of(grouping, true, PeerNaming.ADDRESSES, () -> NetworkNames.NONE)
                .dst(PairKey.OTHER))
        .isEqualTo("other");
  }

  @Test
  void shouldMergeWhatFallsTogetherBeforeItIsReported() {
    PeerNaming naming = naming(Map.of("db", networks("10.1.0.0/16")), 32, 128);
    FakeShard shard = new FakeShard(0, 1);

    Report report =
        new SnapshotMerger("eth0", List.of(), naming)
            .merge(
                List.of(
                    shard.snapshot(
                        1,
                        false,
                        Samples.of(LOCAL, "10.1.0.1").prompt(10_000_000, 20_000_000).build(),
                        Samples.of(LOCAL, "10.1.0.2").at(9).held(60_000_000).build())),
                0,
                CaptureReading.NONE);

    PairReport only = report.peers().get(0);
    assertThat(report.peers()).hasSize(1);
    assertThat(only.dst()).isEqualTo("db");
    assertThat(only.count()).isEqualTo(3);
    assertThat(only.rtt().meanNs()).isEqualTo(30_000_000);
    assertThat(only.rtt().lastNs()).isEqualTo(60_000_000);
    assertThat(only.rtt().jitterNs()).isEqualTo(10_000_000);
    assertThat(only.all().getTotalCount()).isEqualTo(3);
    assertThat(only.path().getTotalCount()).isEqualTo(2);
  }

  private static PeerNaming naming(Map<String, List<Cidr>> groups, int ipv4, int ipv6) {
    return GroupedNaming.of(
        new PeerGrouping(groups, ipv4, ipv6), false, PeerNaming.ADDRESSES, () -> NetworkNames.NONE);
  }

  private static List<Cidr> networks(String... texts) {
    return Arrays.stream(texts).map(Cidr::parse).toList();
  }

  private static String dst(PeerNaming naming, String address) {
    return naming.dst(Samples.key(LOCAL, address));
  }
}
