package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rttd.config.InstanceConfig.PeerGrouping;
import io.rttd.config.InstanceConfig.Sampling;
import io.rttd.config.RttdConfig.LoggingConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written for go-metro is read unchanged. */
class GoMetroFileTest {
  private static final String CAPTURES = "config:\n- interface: eth0\n  ips: [198.51.100.7]\n";

  @Test
  void shouldReadTheSampleThatGoMetroShips() throws IOException {
    RttdConfig config = ConfigReading.read(sample());

    assertThat(config.snaplen()).isEqualTo(512);
    assertThat(config.engine().idleTtl()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.engine().finishedTtl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.reporting().dogStatsD()).contains(new Endpoint("udp", "127.0.0.1", 8125));
    assertThat(config.logging().toFile()).isTrue();
    assertThat(config.instances())
        .containsExactly(
            new InstanceConfig(
                Optional.of("eth0"),
                Optional.empty(),
                List.of(Cidr.parse("198.51.100.7")),
                List.of("db.example.org"),
                Optional.empty(),
                Mode.HOST,
                List.of(),
                List.of("foo:bar"),
                List.of(),
                List.of(),
                PeerGrouping.NONE,
                Optional.empty(),
                false,
                false,
                false));
  }

  @Test
  void shouldReadTheSameCapturesUnderInstances() throws IOException {
    String documented = sample().replace("\nconfig:", "\ninstances:");

    assertThat(ConfigReading.read(documented)).isEqualTo(ConfigReading.read(sample()));
  }

  @Test
  void shouldAcceptTwoCapturesOfOneInterfaceThatHaveOtherPeers() {
    String one = "instances:\n  - interface: eth0\n    ips: [192.0.2.1]\n";

    assertThat(ConfigReading.read(one + "  - interface: eth0\n    ips: [192.0.2.2]\n").instances())
        .hasSize(2);
    assertThat(ConfigReading.faults(one + "  - interface: eth0\n    ips: [192.0.2.1]\n"))
        .extracting(ConfigFault::key)
        .containsExactly("instances[1].tags");
  }

  @Test
  void shouldRefuseCapturesUnderBothNames() {
    assertThat(ConfigReading.faults(CAPTURES + ConfigReading.MINIMAL))
        .extracting(ConfigFault::key, ConfigFault::line)
        .containsExactly(tuple("config", 2));
  }

  @Test
  void shouldNameTheKeyThatWasWrittenInFaults() {
    assertThat(ConfigReading.faults(CAPTURES + "  ports: [x]\n"))
        .extracting(ConfigFault::key)
        .containsExactly("config[0].ports[0]");
  }

  @Test
  void shouldTakeExpiredTtlAsGoMetrosCodeDoes() {
    RttdConfig config = ConfigReading.read(ConfigReading.init("expired_ttl: 5"));

    assertThat(config.engine().finishedTtl()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldRefuseBothNamesOfATtlThatDisagree() {
    assertThat(ConfigReading.faults(ConfigReading.init("exp_ttl: 60", "expired_ttl: 5")))
        .extracting(ConfigFault::key)
        .containsExactly("init_config.expired_ttl");
    assertThat(ConfigReading.read(ConfigReading.init("exp_ttl: 5", "expired_ttl: 5")))
        .isEqualTo(ConfigReading.read(ConfigReading.init("exp_ttl: 5")));
  }

  @Test
  void shouldReadACaptureFileByInterfaceFile() {
    RttdConfig config = ConfigReading.read("config: [{interface: file, pcap: /tmp/a.pcap}]");

    assertThat(config.instances().get(0).captureFile()).contains(Path.of("/tmp/a.pcap"));
    assertThat(config.instances().get(0).interfaceName()).isEmpty();
  }

  @Test
  void shouldTakeQuotedNumbersAndFlags() {
    RttdConfig config =
        ConfigReading.read(
            ConfigReading.init("snaplen: '256'", "statsd_port: \"9125\"", "log_to_file: 'true'"));

    assertThat(config.snaplen()).isEqualTo(256);
    assertThat(config.reporting().dogStatsD().orElseThrow().port()).isEqualTo(9125);
    assertThat(config.logging().toFile()).isTrue();
  }

  @Test
  void shouldKeepSamplingTimesOfAFileThatHasSamplingOff() {
    String off =
        ConfigReading.instance("sample: false", "sample_duration: 10", "sample_interval: 50");

    assertThat(ConfigReading.read(off)).isEqualTo(ConfigReading.read(ConfigReading.MINIMAL));
  }

  @Test
  void shouldApplySampling() {
    String on =
        ConfigReading.instance("sample: true", "sample_duration: 10", "sample_interval: 50");

    assertThat(ConfigReading.read(on).instances().get(0).sampling())
        .contains(new Sampling(Duration.ofSeconds(10), Duration.ofSeconds(50)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample_interval", "sample_duration"})
  void shouldRequireBothTimesOfSampling(String missing) {
    String other = missing.equals("sample_interval") ? "sample_duration" : "sample_interval";

    for (String none : List.of("mode: host", missing + ": 0")) {
      assertThat(ConfigReading.faults(ConfigReading.instance("sample: true", other + ": 10", none)))
          .singleElement()
          .satisfies(
              fault -> {
                assertThat(fault.key()).isEqualTo("instances[0]." + missing);
                assertThat(fault.problem()).contains("is required");
              });
    }
  }

  @Test
  void shouldRefuseSamplingOfAFile() {
    String file =
        """
        instances:
          - pcap: a.pcap
            sample: true
            sample_duration: 1
            sample_interval: 1
        """;

    assertThat(ConfigReading.faults(file))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).contains("not to a capture file"));
  }

  @Test
  void shouldLogToAFileByDefaultWhenStartedTheGoMetroWay() {
    Overrides commandLine =
        Overrides.goMetro(Optional.of(Path.of("/tmp/m.log")), Optional.of("tcp port 80"));
    RttdConfig config = ConfigReading.read(CAPTURES, Map.of(), commandLine);

    assertThat(config.logging())
        .isEqualTo(new LoggingConfig(true, Path.of("/tmp/m.log"), LogLevel.INFO));
    assertThat(config.instances().get(0).filter()).contains("tcp port 80");
  }

  @Test
  void shouldHeedTheFileBeforeTheDefaultOfTheGoMetroWay() {
    String yaml = ConfigReading.init("log_to_file: false", "log_file: /tmp/f.log");
    Overrides commandLine = Overrides.goMetro(Optional.empty(), Optional.of(" "));
    RttdConfig config = ConfigReading.read(yaml, Map.of(), commandLine);

    assertThat(config.logging().toFile()).isFalse();
    assertThat(config.logging().file()).isEqualTo(Path.of("/tmp/f.log"));
    assertThat(config.instances().get(0).filter()).isEmpty();
  }

  @Test
  void shouldRequireBothFiltersOfFileAndCommandLine() {
    Overrides commandLine = Overrides.goMetro(Optional.empty(), Optional.of("tcp or vlan"));
    RttdConfig config =
        ConfigReading.read(
            ConfigReading.instance("filter: port 1 or port 2"), Map.of(), commandLine);

    assertThat(config.instances().get(0).filter()).contains("(port 1 or port 2) and (tcp or vlan)");
  }

  private static String sample() throws IOException {
    try (InputStream stream = GoMetroFileTest.class.getResourceAsStream("go-metro.yaml")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
