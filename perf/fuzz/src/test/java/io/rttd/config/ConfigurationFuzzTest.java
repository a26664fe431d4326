package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text, as a configuration: it is read, twice to the same, or refused with what is wrong and
 * where. Nothing else is thrown.
 */
class ConfigurationFuzzTest {
  private final ConfigReader reader =
      new ConfigReader(Map.of(), 4, address -> address.isLoopbackAddress());

  static Stream<byte[]> files() {
    return Stream.of(
            "instances:\n- interface: eth0\n",
            """
        init_config:
          snaplen: 512
          memory_limit: 64MB
          dogstatsd_url: unix:///run/dsd.sock
          percentiles: [50, 99.9]
          tags: [a:b]
        instances:
        - interface: eth0
          ips: [198.18.0.0/15, 2001:2::1]
          hosts: [a.example]
          ports: [443]
          groups: {x: [198.18.0.0/24]}
          sample: true
        - pcap: a.pcap
          mode: tap
        """,
            "config: [{interface: file, pcap: x}]\ninit_config: {log_level: critical, exp_ttl: 1}\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("files")
  @FuzzTest
  void parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    RttdConfig config;
    try {
      config = reader.parse("fuzz.yaml", text);
    } catch (ConfigException e) {
      assertThat(e.faults()).isNotEmpty();
      assertThat(e.getMessage()).startsWith("fuzz.yaml");
      assertThat(e.getMessage().chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
      return;
    }
    try {
      assertThat(reader.parse("fuzz.yaml", text)).isEqualTo(config);
    } catch (ConfigException e) {
      throw new AssertionError("accepted, and then refused", e);
    }
  }
}
