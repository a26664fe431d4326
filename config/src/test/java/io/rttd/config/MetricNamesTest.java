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
