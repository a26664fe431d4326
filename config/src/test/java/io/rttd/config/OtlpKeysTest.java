package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.OtlpConfig.Temporality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP's keys, and the environment variables of OpenTelemetry's SDKs. */
class OtlpKeysTest {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  @ParameterizedTest
  @CsvSource({
    "http://h:4318, http://h:4318/v1/metrics",
    "https://h, https://h/v1/metrics",
    "http://h:4318/, http://h:4318/v1/metrics",
    "http://h:4318/v1/metrics, http://h:4318/v1/metrics",
    "https://h/otlp?tenant=a%20b, https://h/otlp/v1/metrics?tenant=a%20b",
    "http://[::1]:4318, http://[::1]:4318/v1/metrics",
  })
  void shouldSendToThePathOfMetricsBelowTheEndpoint(String written, String url) {
    assertThat(otlp("otlp_endpoint: '" + written + "'", Map.of()).endpoint()).hasToString(url);
  }

  @Test
  void shouldUseTheDefaultsOfTheSdksExceptThatItCompresses() {
    OtlpConfig otlp = otlp("otlp_endpoint: http://h:4318", Map.of());

    assertThat(otlp.temporality()).isEqualTo(Temporality.CUMULATIVE);
    assertThat(otlp.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(otlp.gzip()).isTrue();
    assertThat(otlp.headers()).isEmpty();
    assertThat(otlp.resource()).isEmpty();
    assertThat(otlp.certificate()).isEmpty();
  }

  @Test
  void shouldTakeWhatTheFileLeavesOpenFromTheEnvironment() {
    OtlpConfig otlp =
        otlp(
            "otlp_headers: {B: file}",
            Map.of(
                ENDPOINT,
                "http://collector:4318",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "a=1%202, b=environment",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "2500",
                "OTEL_EXPORTER_OTLP_COMPRESSION",
                "none",
                "OTEL_EXPORTER_OTLP_CERTIFICATE",
                "/etc/ca.pem",
                "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
                "Delta",
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.name=other,deployment.environment.name=a%2Cb+c",
                "OTEL_SERVICE_NAME",
                "edge"));

    assertThat(otlp.endpoint()).hasToString("http://collector:4318/v1/metrics");
    assertThat(otlp.headers()).isEqualTo(Map.of("a", "1 2", "b", "file"));
    assertThat(otlp.timeout()).isEqualTo(Duration.ofMillis(2500));
    assertThat(otlp.gzip()).isFalse();
    assertThat(otlp.certificate()).contains(Path.of("/etc/ca.pem"));
    assertThat(otlp.temporality()).isEqualTo(Temporality.DELTA);
    assertThat(otlp.resource())
        .isEqualTo(Map.of("service.name", "edge", "deployment.environment.name", "a,b+c"));
  }

  @Test
  void shouldPreferTheVariablesForMetrics() {
    OtlpConfig otlp =
        otlp(
            "",
            Map.of(
                ENDPOINT,
                "http://all:4318",
                "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
                "http://metrics:4318/as/it/is",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "1",
                "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
                "2"));

    assertThat(otlp.endpoint()).hasToString("http://metrics:4318/as/it/is");
    assertThat(otlp.timeout()).isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void shouldPreferTheFilesEndpoint() {
    assertThat(otlp("otlp_endpoint: http://file:1", Map.of(ENDPOINT, "http://h:2")).endpoint())
        .hasHost("file");
    assertThat(read("otlp_endpoint: off", Map.of(ENDPOINT, "http://h:2"))).isEmpty();
  }

  @Test
  void shouldSendNothingWithoutAnEndpoint() {
    assertThat(read("otlp_headers: {a: b}", Map.of("OTEL_SERVICE_NAME", "edge"))).isEmpty();
    assertThat(read("", Map.of(ENDPOINT, " "))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_SDK_DISABLED, TRUE",
    "OTEL_METRICS_EXPORTER, none",
    "OTEL_METRICS_EXPORTER, prometheus"
  })
  void shouldIgnoreAnEnvironmentThatDisablesMetrics(String variable, String value) {
    assertThat(read("", Map.of(ENDPOINT, "http://h:2", variable, value))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_EXPORTER_OTLP_PROTOCOL, grpc",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, h:4318",
    "OTEL_EXPORTER_OTLP_COMPRESSION, zstd",
    "OTEL_EXPORTER_OTLP_TIMEOUT, soon",
    "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE, weekly",
    "OTEL_EXPORTER_OTLP_HEADERS, s3cret",
    "OTEL_EXPORTER_OTLP_HEADERS, a=%zz",
    "OTEL_RESOURCE_ATTRIBUTES, edge",
  })
  void shouldNameTheFaultyVariable(String variable, String value) {
    assertThat(ConfigReading.faults(file(""), Map.of(ENDPOINT, "http://h:4318", variable, value)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.file()).isEqualTo(Faults.ENVIRONMENT);
              assertThat(fault.key()).isEqualTo(variable);
            });
  }

  @Test
  void shouldIgnoreVariablesOfADisabledReceiver() {
    Map<String, String> faulty =
        Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "OTEL_RESOURCE_ATTRIBUTES", "edge");

    assertThat(read("", faulty)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cret",
        "{a: s3cret\u00e9}",
        "{a: [s3cret]}",
        "{a: s3cret, a: s3cret}",
        "[s3cret]",
        "{Host: s3cret}"
      })
  void shouldNotPrintHeadersThatItRejects(String written) {
    assertThat(ConfigReading.faults(file("otlp_headers: " + written), Map.of()))
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault.toString()).doesNotContain("s3cret"));
    assertThat(
            ConfigReading.faults(
                file(""),
                Map.of(ENDPOINT, "http://h:1", "OTEL_EXPORTER_OTLP_HEADERS", "a b=s3cret")))
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault.toString()).doesNotContain("s3cret"));
  }

  @Test
  void shouldNotPrintHeadersWithTheConfiguration() {
    assertThat(otlp("{otlp_endpoint: 'http://h:1', otlp_headers: {a: s3cret}}", Map.of()))
        .asString()
        .contains("http://h:1/v1/metrics", "[a]")
        .doesNotContain("s3cret");
  }

  private static OtlpConfig otlp(String init, Map<String, String> environment) {
    return read(init, environment).orElseThrow();
  }

  private static Optional<OtlpConfig> read(String init, Map<String, String> environment) {
    return ConfigReading.read(file(init), environment).reporting().otlp();
  }

  private static String file(String init) {
    String section = init.isEmpty() ? "" : "init_config:\n  " + init + "\n";
    return section + "instances:\n  - interface: eth0\n";
  }
}
