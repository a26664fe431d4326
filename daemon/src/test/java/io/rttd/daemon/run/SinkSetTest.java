package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.otlp.OtlpSink;
import io.rttd.reporting.MetricSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sinks continue after a reload. */
class SinkSetTest {
  private static final String OTLP = "otlp_endpoint: 'http://127.0.0.1:9'";

  private final List<SinkSet> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(set -> set.sinks().forEach(MetricSink::close));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "percentiles: [50]",
        "distributions: false",
        "report_interval: 20",
        "dogstatsd_url: 'udp://127.0.0.1:9'",
        "prometheus_buckets: [0.1, 1]"
      })
  void shouldContinueOtlpSumsWhenOtherKeysChange(String changed) throws ConfigException {
    SinkSet before = open(OTLP);

    assertThat(otlp(reopen(before, OTLP + ", " + changed))).isSameAs(otlp(before));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tags: ['rack:b7']", "metrics: [rtt]", "otlp_headers: {api-key: other}"})
  void shouldReplaceTheOtlpSinkWhenItsKeysChange(String changed) throws ConfigException {
    SinkSet before = open(OTLP);

    assertThat(otlp(reopen(before, OTLP + ", " + changed))).isNotSameAs(otlp(before));
  }

  @Test
  void shouldReplaceTheOtlpSinkWhenAListedPercentileChanges() throws ConfigException {
    SinkSet before = open(OTLP + ", metrics: ['system.net.tcp.rtt.p*'], percentiles: [50]");
    SinkSet after =
        reopen(before, OTLP + ", metrics: ['system.net.tcp.rtt.p*'], percentiles: [99]");

    assertThat(otlp(after)).isNotSameAs(otlp(before));
  }

  private SinkSet open(String keys) throws ConfigException {
    SinkSet set = SinkSet.open(config(keys));
    open.add(set);
    return set;
  }

  private SinkSet reopen(SinkSet before, String keys) throws ConfigException {
    SinkSet set = SinkSet.openBeside(before, config(keys));
    open.add(set);
    return set;
  }

  private static MetricSink otlp(SinkSet set) {
    return set.sinks().stream().filter(OtlpSink.class::isInstance).findFirst().orElseThrow();
  }

  private static RttdConfig config(String keys) throws ConfigException {
    String dogStatsD = keys.contains("dogstatsd_url") ? "" : "dogstatsd_url: 'off', ";
    return new ConfigReader(Map.of(), 2)
        .parse(
            "test.yaml",
            "init_config: {" + dogStatsD + keys + "}\ninstances:\n- {interface: lo}\n");
  }
}
