package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.reporting.DaemonCounts;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The HTTP endpoint: exposition formats, health and readiness, and its port. */
class PrometheusEndpointTest extends PrometheusSinkFixture {
  @Test
  void shouldServeOpenMetricsProtobufAndZipped() throws Exception {
    sink.onReport(report(1, pair().prompt(2 * MS).build()));

    HttpResponse<String> openMetrics =
        fetch("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(openMetrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(openMetrics.body()).endsWith("# EOF\n");

    HttpResponse<byte[]> protobuf =
        client.send(
            request("/metrics")
                .header(
                    "Accept",
                    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                        + "encoding=delimited")
                .header("Accept-Encoding", "gzip")
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(protobuf.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/vnd.google.protobuf");
    byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(protobuf.body())).readAllBytes();
    assertThat(new String(unzipped, StandardCharsets.ISO_8859_1)).contains("rttd_tcp_rtt_seconds");
  }

  @Test
  void shouldTellWhetherItIsReadyAndWell() throws Exception {
    assertThat(fetch("/-/ready").statusCode()).isEqualTo(503);
    assertThat(fetch("/-/healthy").statusCode()).isEqualTo(200);
    assertThat(fetch("/metrics").body()).isEmpty();

    sink.onReport(report(1));

    assertThat(fetch("/-/ready").statusCode()).isEqualTo(200);
    assertThat(fetch("/elsewhere").statusCode()).isEqualTo(404);
    HttpResponse<String> post =
        client.send(
            request("/metrics").POST(HttpRequest.BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    HttpResponse<String> head =
        client.send(
            request("/metrics").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayWhatToDoWhenThePortIsTaken() {
    int port = Integer.parseInt(sink.address().replaceAll(".*:", ""));

    assertThatThrownBy(
            () ->
                PrometheusSink.open(
                    new Endpoint("tcp", "127.0.0.1", port),
                    Duration.ofSeconds(10),
                    ReportingConfig.DEFAULT_BUCKETS,
                    Long.MAX_VALUE,
                    "1.2.3",
                    new DaemonCounts()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("127.0.0.1:" + port + " (prometheus_listen)");
  }
}
