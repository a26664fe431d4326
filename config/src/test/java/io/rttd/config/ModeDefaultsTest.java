package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

/** What {@code mode} decides of other keys that are absent. */
final class ModeDefaultsTest {
  private static final String TAP = "instances:\n- interface: br0\n  mode: tap\n";

  @Test
  void shouldReceiveFramesOfOthersAndLookIntoTunnelsInTapMode() {
    assertThat(read(TAP))
        .returns(true, InstanceConfig::promiscuous)
        .returns(true, InstanceConfig::tunnels);
    assertThat(read(ConfigReading.MINIMAL))
        .returns(false, InstanceConfig::promiscuous)
        .returns(false, InstanceConfig::tunnels);
  }

  @Test
  void shouldDoNeitherInTapModeWhereTheFileSaysSo() {
    assertThat(read(TAP + "  promiscuous: false\n  tunnels: false\n"))
        .returns(false, InstanceConfig::promiscuous)
        .returns(false, InstanceConfig::tunnels);
  }

  @Test
  void shouldRefusePromiscuousModeWithoutOneInterfaceToPutIntoIt() {
    assertThat(ConfigReading.faults("instances:\n- interface: any\n  promiscuous: true\n"))
        .extracting(ConfigFault::key, ConfigFault::line)
        .containsExactly(tuple("instances[0].promiscuous", 3));
    assertThat(ConfigReading.faults("instances:\n- pcap: a.pcap\n  promiscuous: true\n"))
        .extracting(ConfigFault::key)
        .containsExactly("instances[0].promiscuous");
    assertThat(read("instances:\n- interface: any\n  mode: tap\n").promiscuous()).isTrue();
  }

  private static InstanceConfig read(String text) {
    return ConfigReading.read(text).instances().get(0);
  }
}
