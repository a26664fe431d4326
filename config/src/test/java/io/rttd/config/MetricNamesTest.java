package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricNamesTest {
  @Test
  void shouldSayWhichMetricWasMeant() {
    assertThat(ConfigReading.faults(ConfigReading.init("metrics: [system.net.tcp.rtt.avrg]")))
        .singleElement()
        .satisfies(
            fault -> assertThat(fault.problem()).contains("did you mean system.net.tcp.rtt.avg?"));
  }

  @Test
  void shouldKnowGoMetrosThree() {
    ReportingConfig three =
        ConfigReading.read(ConfigReading.init("metrics: [go-metro]")).reporting();

    assertThat(three.metrics())
        .containsExactlyInAnyOrder(
            "system.net.tcp.rtt", "system.net.tcp.rtt.avg", "system.net.tcp.rtt.jitter");
    assertThat(MetricNames.seriesPerPair(three)).isEqualTo(3);
    assertThat(MetricNames.distributionsPerPair(three)).isZero();
  }

  @Test
  void shouldCountTheSeriesOfAPair() {
    ReportingConfig all = ConfigReading.read(ConfigReading.init("percentiles: [50]")).reporting();
    ReportingConfig plain =
        ConfigReading.read(ConfigReading.init("percentiles: [50]", "distributions: false"))
            .reporting();

    long pairs =
        MetricNames.all(all.percentiles()).stream()
            .filter(name -> name.startsWith("system."))
            .filter(name -> !name.startsWith("system.net.tcp.response.p"))
            .count();
    assertThat(MetricNames.seriesPerPair(all))
        .as("one more for a second reason")
        .isEqualTo(pairs + 1);
    assertThat(MetricNames.distributionsPerPair(all)).isEqualTo(3);
    assertThat(MetricNames.seriesPerPair(plain))
        .isEqualTo(pairs + 1 - MetricNames.distributionsPerPair(all));
  }

  @Test
  void shouldKnowGroups() {
    ReportingConfig some =
        ConfigReading.read(
                ConfigReading.init("percentiles: [50]", "metrics: [path, response, self]"))
            .reporting();

    assertThat(some.metrics())
        .contains("rttd.flows", "rttd.capture.packets", "rttd.verdict")
        .filteredOn(name -> name.startsWith("system."))
        .containsExactlyInAnyOrder(
            "system.net.tcp.rtt.path.min",
            "system.net.tcp.rtt.path.p50",
            "system.net.tcp.response.p50",
            "system.net.tcp.response.dist");
    assertThat(MetricNames.seriesByGroup(some)).isEqualTo("path 2, response 2");
  }

  @Test
  void shouldPutEachNameIntoOneGroup() {
    String groups = "metrics: [rtt, path, connections, response, self]";
    ReportingConfig all = ConfigReading.read(ConfigReading.init(groups)).reporting();

    assertThat(all.metrics()).isEqualTo(MetricNames.all(all.percentiles()));
    assertThat(MetricNames.seriesByGroup(all))
        .isEqualTo("rtt 13, path 6, connections 15, response 6");
  }

  @Test
  void shouldSendPercentilesOfResponsesOnlyIfListed() {
    ReportingConfig defaults = ConfigReading.read(ConfigReading.MINIMAL).reporting();

    assertThat(MetricNames.isSent("system.net.tcp.response.p50", defaults.metrics())).isFalse();
    assertThat(MetricNames.isSent("system.net.tcp.response.dist", defaults.metrics())).isTrue();
    assertThat(MetricNames.seriesByGroup(defaults))
        .isEqualTo("rtt 13, path 6, connections 15, response 1");
  }

  @Test
  void shouldKnowTheConfiguredPercentilesAlone() {
    String file = ConfigReading.init("percentiles: [99.9]", "metrics: ['system.net.tcp.rtt.p*']");

    assertThat(ConfigReading.read(file).reporting().metrics())
        .isEqualTo(
            Set.of(
                "system.net.tcp.rtt.p999",
                "system.net.tcp.rtt.path.min",
                "system.net.tcp.rtt.path.p999"));
  }
}
