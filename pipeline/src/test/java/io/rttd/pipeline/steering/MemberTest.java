package io.rttd.pipeline.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.interfaces.DirectoryBuilder;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberTest {
  private static final InterfaceDirectory MACHINE =
      new DirectoryBuilder()
          .named("eth0", "ens5")
          .named("eth1")
          .named("wlan0")
          .defaultRoute("eth0")
          .build();

  @Test
  void shouldMakeOneCaptureForEachInterfaceThatFits() throws Exception {
    assertThat(names("{interface: 'eth*'}")).containsExactly("eth0", "eth1");
    assertThat(names("{interface: auto}")).containsExactly("eth0");
    assertThat(names("{interface: ens5}, {interface: any}")).containsExactly("eth0", "any");
    assertThat(names("{interface: tun0}, {pcap: a.pcap}")).containsExactly("tun0", "a.pcap");
  }

  @Test
  void shouldLeaveToEachInstanceWhatItNames() throws Exception {
    assertThat(
            names(
                "{interface: '*'}, {interface: auto}, {interface: eth1},"
                    + " {interface: eth1, tags: ['a:b']}"))
        .containsExactly("eth0", "wlan0", "eth1", "eth1");
  }

  @Test
  void shouldMeasureOnceWhatTwoInstancesNameInDifferentWays() throws Exception {
    assertThat(names("{interface: eth0}, {interface: ens5}, {interface: 'eth0:1', tags: ['a:b']}"))
        .containsExactly("eth0", "eth0");
  }

  @Test
  void shouldMakeACaptureForEachOfTwoInstancesThatDifferInTheirPeers() throws Exception {
    assertThat(
            names("{interface: eth0, ips: [203.0.113.1]}, {interface: ens5, ips: [203.0.113.2]}"))
        .containsExactly("eth0", "eth0");
    assertThat(
            names(
                "{interface: eth0, ips: [203.0.113.1]}, {interface: ens5, ips: [203.0.113.0/24]}"))
        .as("the second would report the first's pairs again")
        .containsExactly("eth0");
  }

  @Test
  void shouldTellWhichInstancesCaptureNothingBecauseOthersDo() throws Exception {
    RttdConfig config = config("{interface: 'eth*'}, {interface: auto}, {interface: eth1}");

    assertThat(Member.idle(config, MACHINE)).containsExactly("auto");
    assertThat(Member.waiting(config, MACHINE)).isEmpty();
    assertThat(Member.idle(config, InterfaceDirectory.EMPTY)).isEmpty();
  }

  @Test
  void shouldTellWhichInstancesWait() throws Exception {
    RttdConfig config =
        config("{interface: 'tun*'}, {interface: auto}, {interface: tun0}, {pcap: a.pcap}");

    assertThat(Member.waiting(config, MACHINE)).containsExactly("tun*");
    assertThat(Member.waiting(config, InterfaceDirectory.EMPTY)).containsExactly("tun*", "auto");
  }

  @Test
  void shouldGiveACaptureTheConfigurationOfItsInstance() throws Exception {
    RttdConfig config = config("{interface: 'eth*', ports: [443], tags: ['a:b']}");
    Member second = Member.of(config, MACHINE).get(1);

    assertThat(second.configured()).isEqualTo(config.instances().get(0));
    assertThat(second.config()).isEqualTo(second.configured().on("eth1"));
    assertThat(second.config().interfaceName()).contains("eth1");
    assertThat(second.config().ports()).containsExactly(443);
  }

  @Test
  void shouldNeverGiveTheCapturesOfAPatternMoreThanOneInstanceHas() throws Exception {
    RttdConfig config = config("{interface: 'eth*'}");
    Member member = Member.of(config, MACHINE).get(0);
    long all = config.engine().memoryLimitBytes();
    long used = 0;
    for (int running = 0; running < 5; running++) {
      RttdConfig share = member.shareOf(config, used, 1);
      used += share.engine().memoryLimitBytes();
      assertThat(used).isLessThanOrEqualTo(all);
      assertThat(share.engine().shards()).isEqualTo(config.engine().shards());
    }
    assertThat(member.shareOf(config, used, 1).engine().memoryLimitBytes())
        .as("the least that is of use, even so")
        .isEqualTo(all / 16);
    assertThat(member.shareOf(config, 0, 3).engine().memoryLimitBytes()).isEqualTo(all / 4);
  }

  @Test
  void shouldGiveASingleInterfaceAllOfItsInstance() throws Exception {
    RttdConfig config = config("{interface: eth0}");

    assertThat(Member.of(config, MACHINE).get(0).shareOf(config, 99, 1)).isSameAs(config);
  }

  private static List<String> names(String instances) throws Exception {
    return Member.of(config(instances), MACHINE).stream().map(Member::name).toList();
  }

  private static RttdConfig config(String instances) throws Exception {
    return new ConfigReader(Map.of(), 2)
        .parse("t.yaml", "init_config: {}\ninstances: [" + instances + "]\n");
  }
}
