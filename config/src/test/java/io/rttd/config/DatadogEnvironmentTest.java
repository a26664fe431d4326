package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatadogEnvironmentTest {
  @Test
  void shouldSendWhereTheEnvironmentSays() {
    ReportingConfig reporting =
        reporting(
            ConfigReading.MINIMAL,
            Map.of("DD_AGENT_HOST", "agent.example.org", "DD_DOGSTATSD_PORT", "9125"));

    assertThat(reporting.dogStatsD()).contains(new Endpoint("udp", "agent.example.org", 9125));
  }

  @Test
  void shouldPreferTheUrlOfTheEnvironmentToItsHostAndPort() {
    ReportingConfig reporting =
        reporting(
            ConfigReading.MINIMAL,
            Map.of(
                "DD_DOGSTATSD_URL", "udp://[2001:db8::1]:9000",
                "DD_AGENT_HOST", "agent.example.org",
                "DD_DOGSTATSD_PORT", "9125"));

    assertThat(reporting.dogStatsD()).contains(new Endpoint("udp", "2001:db8::1", 9000));
  }

  @Test
  void shouldPreferTheConfiguredAddressAndNotMixInTheEnvironmentsPort() {
    ReportingConfig reporting =
        reporting(
            ConfigReading.init("statsd_ip: 10.0.0.1"),
            Map.of("DD_DOGSTATSD_URL", "unix:///run/dsd.socket", "DD_DOGSTATSD_PORT", "9125"));

    assertThat(reporting.dogStatsD()).contains(new Endpoint("udp", "10.0.0.1", 8125));
  }

  @Test
  void shouldTakeTheHostOfTheEnvironmentForAConfiguredPort() {
    ReportingConfig reporting =
        reporting(
            ConfigReading.init("statsd_port: 9999"),
            Map.of("DD_AGENT_HOST", "10.0.0.2", "DD_DOGSTATSD_PORT", "9125"));

    assertThat(reporting.dogStatsD()).contains(new Endpoint("udp", "10.0.0.2", 9999));
  }

  @Test
  void shouldPreferTheConfiguredUrl() {
    ReportingConfig reporting =
        reporting(
            ConfigReading.init("dogstatsd_url: udp://10.0.0.3:7"),
            Map.of("DD_DOGSTATSD_URL", "udp://10.0.0.4:8"));

    assertThat(reporting.dogStatsD()).contains(new Endpoint("udp", "10.0.0.3", 7));
  }

  @Test
  void shouldRefuseAUrlBesidesAnAddress() {
    assertThat(
            ConfigReading.faults(
                ConfigReading.init("statsd_ip: 10.0.0.1", "dogstatsd_url: udp://10.0.0.3")))
        .extracting(ConfigFault::key)
        .containsExactly("init_config.dogstatsd_url");
  }

  @Test
  void shouldTakeSocketsOfTheFileSystem() {
    for (String url : List.of("unix:///run/dsd.socket", "unixstream:///run/dsd.socket")) {
      assertThat(reporting(ConfigReading.init("dogstatsd_url: " + url), Map.of()).dogStatsD())
          .hasValueSatisfying(endpoint -> assertThat(endpoint.url()).isEqualTo(url));
      assertThat(reporting(ConfigReading.MINIMAL, Map.of("DD_DOGSTATSD_URL", url)).dogStatsD())
          .hasValueSatisfying(endpoint -> assertThat(endpoint.url()).isEqualTo(url));
    }
  }

  @Test
  void shouldSendNothingWhenTurnedOff() {
    Map<String, String> environment = Map.of("DD_DOGSTATSD_URL", "udp://10.0.0.4:8");
    for (String off : List.of("off", "OFF", "false", "\"off\"")) {
      assertThat(reporting(ConfigReading.init("dogstatsd_url: " + off), environment).dogStatsD())
          .as(off)
          .isEmpty();
      assertThat(reporting(ConfigReading.init("prometheus_listen: " + off), Map.of()).prometheus())
          .as(off)
          .isEmpty();
    }
  }

  @Test
  void shouldRefuseAPortBesidesASocketOfTheFileSystem() {
    assertThat(
            ConfigReading.faults(
                ConfigReading.init("statsd_port: 9999"),
                Map.of("DD_DOGSTATSD_URL", "unix:///run/dsd.socket")))
        .extracting(ConfigFault::key)
        .containsExactly("init_config.statsd_port");
  }

  @Test
  void shouldNameTheVariableThatIsAtFault() {
    assertThat(
            ConfigReading.faults(
                ConfigReading.init("snaplen: 1"),
                Map.of("DD_DOGSTATSD_PORT", "none", "DD_AGENT_HOST", "a b", "DD_ENV", "x|y")))
        .extracting(ConfigFault::file, ConfigFault::key)
        .containsExactly(
            tuple("rttd.yaml", "init_config.snaplen"),
            tuple("environment", "DD_AGENT_HOST"),
            tuple("environment", "DD_DOGSTATSD_PORT"),
            tuple("environment", "DD_ENV"));
  }

  @Test
  void shouldAddTheTagsOfTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "DD_ENV", "prod",
            "DD_SERVICE", "net",
            "DD_VERSION", "1.2",
            "DD_TAGS", "team:a,team:b region:eu, plain");

    assertThat(reporting(ConfigReading.init("tags: [own:1]"), environment).tags())
        .containsExactly(
            "own:1",
            "env:prod",
            "service:net",
            "version:1.2",
            "team:a",
            "team:b",
            "region:eu",
            "plain");
  }

  @Test
  void shouldPreferConfiguredTagsAndThenTheUnifiedOnes() {
    Map<String, String> environment =
        Map.of("DD_ENV", "prod", "DD_SERVICE", "net", "DD_TAGS", "service:other,env:other,a:1");

    assertThat(reporting(ConfigReading.init("tags: ['env:test']"), environment).tags())
        .containsExactly("env:test", "service:net", "a:1");
  }

  @Test
  void shouldTreatEmptyVariablesAsAbsent() {
    Map<String, String> environment =
        Map.of("DD_DOGSTATSD_URL", "", "DD_AGENT_HOST", " ", "DD_ENV", "", "DD_TAGS", " , ");

    assertThat(reporting(ConfigReading.MINIMAL, environment))
        .isEqualTo(ConfigReading.read(ConfigReading.MINIMAL).reporting());
  }

  private static ReportingConfig reporting(String yaml, Map<String, String> environment) {
    return ConfigReading.read(yaml, environment).reporting();
  }
}
