package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.config.Endpoint;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.model.Service;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which series a scrape gives, and their values. */
class PrometheusSeriesTest extends PrometheusSinkFixture {
  private static final String PAIR = "{dst=\"10.0.0.2\",iface=\"eth0\",src=\"10.0.0.1\"";

  @Test
  void shouldLabelThePairsOfAService() throws Exception {
    Service api = new Service(1, "api");
    sink.onReport(
        report(
            1,
            Samples.of("10.0.0.1", "10.0.0.2", api).held(MS).build(),
            pair().held(MS, MS).build()));

    String text = fetch("/metrics").body();
    String labels = PAIR.replace("src", "service_port=\"api\",src") + "}";
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + labels)).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR + "}")).isEqualTo(2);
  }

  @Test
  void shouldAddReportsUp() throws Exception {
    sink.onReport(report(1, pair().prompt(2 * MS, 3 * MS).retransmits(1).segments(20).build()));
    sink.onReport(report(2, pair().held(40 * MS).retransmits(2).segments(30).build()));
    sink.onReport(report(3));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR + "}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_rtt_seconds_sum" + PAIR + "}")).isEqualTo(0.045);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"0.001\"}")).isZero();
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"0.005\"}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"+Inf\"}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_rtt_path_seconds_count" + PAIR + "}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_path_seconds_sum" + PAIR + "}"))
        .isCloseTo(0.005, within(0.00002));
    assertThat(value(text, "rttd_tcp_rtt_jitter_seconds_sum" + PAIR + "}")).isEqualTo(0.001);
    assertThat(value(text, "rttd_tcp_rtt_jitter_seconds_count" + PAIR + "}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_retransmits_total" + PAIR + "}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_segments_total" + PAIR + "}")).isEqualTo(50);
    assertThat(value(text, "rttd_capture_packets_total{iface=\"eth0\"}")).isEqualTo(30);
    assertThat(value(text, "rttd_verdicts_total{iface=\"eth0\",verdict=\"exact\"}")).isEqualTo(6);
    assertThat(value(text, "rttd_flows{iface=\"eth0\"}")).isEqualTo(5);
    assertThat(value(text, "rttd_sampling_rate{iface=\"eth0\"}")).isEqualTo(0.25);
    assertThat(text).doesNotContain("rttd_tcp_handshake_seconds_count");
  }

  @Test
  void shouldAddUpWhatIsCountedOfConnections() throws Exception {
    for (int interval = 1; interval <= 2; interval++) {
      sink.onReport(
          report(
              interval,
              pair()
                  .counting(PairCounter.OUT_OF_ORDER, 2)
                  .counting(PairCounter.ZERO_WINDOWS, 3)
                  .counting(PairCounter.ZERO_WINDOW_NS, 250 * MS)
                  .counting(PairCounter.CONNECTS, 9)
                  .counting(PairCounter.CONNECTS_REFUSED, 4)
                  .counting(PairCounter.RESETS, 5)
                  .build()));
    }

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_out_of_order_total" + PAIR + "}")).isEqualTo(4);
    assertThat(value(text, "rttd_tcp_zero_windows_total" + PAIR + "}")).isEqualTo(6);
    assertThat(value(text, "rttd_tcp_zero_window_seconds_total" + PAIR + "}")).isEqualTo(0.5);
    assertThat(value(text, "rttd_tcp_connects_total" + PAIR + "}")).isEqualTo(18);
    assertThat(value(text, "rttd_tcp_resets_total" + PAIR + "}")).isEqualTo(10);
    String refused = PAIR.replace(",src", ",reason=\"refused\",src") + "}";
    assertThat(value(text, "rttd_tcp_connects_failed_total" + refused)).isEqualTo(8);
    assertThat(text).doesNotContain("unanswered");
  }

  @Test
  void shouldAddUpHandshakesAndResponses() throws Exception {
    sink.onReport(report(1, pair().handshake(3 * MS).response(20 * MS, 30 * MS).build()));
    sink.onReport(report(2, pair().response(300 * MS).build()));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_handshake_seconds_count" + PAIR + "}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_handshake_seconds_sum" + PAIR + "}")).isEqualTo(0.003);
    assertThat(value(text, "rttd_tcp_response_seconds_count" + PAIR + "}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_response_seconds_sum" + PAIR + "}")).isEqualTo(0.35);
    assertThat(value(text, "rttd_tcp_response_seconds_bucket" + PAIR + ",le=\"0.05\"}"))
        .isEqualTo(2);
  }

  @Test
  void shouldKeepTwoCapturesOfAnInterfaceApart() throws Exception {
    sink.onReport(report(1, pair().prompt(2 * MS).build()));
    sink.onReport(second(report(1, pair().prompt(3 * MS, 3 * MS).build())));

    String text = fetch("/metrics").body();
    String capture = "{capture=\"eth0#2\",";
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR + "}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR.replace("{", capture) + "}"))
        .isEqualTo(2);
    assertThat(value(text, "rttd_capture_packets_total{iface=\"eth0\"}")).isEqualTo(10);
    assertThat(value(text, "rttd_capture_packets_total" + capture + "iface=\"eth0\"}"))
        .isEqualTo(10);
    assertThat(value(text, "rttd_flows{iface=\"eth0\"}")).isEqualTo(5);
    assertThat(value(text, "rttd_flows" + capture + "iface=\"eth0\"}")).isEqualTo(5);
  }

  private static Report second(Report report) {
    return new Report(
        report.iface() + "#2",
        report.iface(),
        report.tags(),
        report.startNs(),
        report.endNs(),
        report.lagNs(),
        report.peers(),
        report.verdicts(),
        report.gauges(),
        report.capture());
  }

  @Test
  void shouldNameEachMetricAsTheTableDoes() throws Exception {
    Samples samples = pair().handshake(MS).prompt(2 * MS).response(3 * MS);
    Stream.of(PairCounter.values()).forEach(counter -> samples.counting(counter, 1));
    sink.onReport(report(1, samples.build()));

    String text = fetch("/metrics").body();
    for (PrometheusMetric metric : PrometheusMetric.values()) {
      // The text format has no infos: they are gauges there.
      String type =
          metric.type() == PrometheusMetric.Type.INFO
              ? "gauge"
              : metric.type().name().toLowerCase(Locale.ROOT);
      assertThat(text).contains("# TYPE " + metric.text() + " " + type + "\n");
    }
    for (CaptureCounter counter : CaptureCounter.values()) {
      String name = PrometheusMetric.nameOf(counter);
      assertThat(text).contains("# TYPE " + name + " counter\n");
      assertThat(value(text, name + "{iface=\"eth0\"}")).isEqualTo(10 + counter.ordinal());
    }
    Set<String> ofPairs = new HashSet<>();
    Stream.of(PairCounter.values()).map(PrometheusMetric::nameOf).forEach(ofPairs::add);
    assertThat(ofPairs)
        .allSatisfy(name -> assertThat(text).contains("# TYPE " + name + " counter\n"));
    assertThat(text.lines().filter(line -> line.startsWith("# TYPE rttd_")))
        .hasSize(
            PrometheusMetric.values().length + ofPairs.size() + CaptureCounter.values().length);
  }

  @Test
  void shouldHaveAsManySeriesForAPairAsTheManualSays() throws Exception {
    Samples everything = pair().prompt(MS, 2 * MS).handshake(MS).response(MS);
    for (PairCounter counter : PairCounter.values()) {
      everything.counting(counter, 1);
    }
    sink.onReport(report(1, everything.build()));

    long series =
        fetch("/metrics").body().lines().filter(line -> line.contains("src=\"10.0.0.1\"")).count();
    assertThat(Files.readString(Path.of("..", "docs", "metrics.md")))
        .contains("A pair takes up to " + series + " classic series.");
  }

  @Test
  void shouldTellTensOfMicrosecondsApartInClassicBuckets() throws Exception {
    sink.onReport(report(1, pair().prompt(9_000, 12_000, 90_000).build()));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"1.0E-5\"}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"1.5E-5\"}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"8.0E-5\"}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"1.0E-4\"}")).isEqualTo(3);
  }

  @Test
  void shouldUseTheConfiguredBuckets() throws Exception {
    try (PrometheusSink own =
        PrometheusSink.open(
            new Endpoint("tcp", "127.0.0.1", 0),
            Duration.ofSeconds(10),
            List.of(0.002, 0.5),
            Long.MAX_VALUE,
            "1.2.3",
            new DaemonCounts())) {
      own.onReport(report(1, pair().prompt(MS, 3 * MS).held(600 * MS).build()));

      URI metrics = URI.create("http://" + own.address() + "/metrics");
      String text =
          client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
      assertThat(text.lines().filter(line -> line.startsWith("rttd_tcp_rtt_seconds_bucket")))
          .extracting(line -> line.replaceFirst(".*,le=", ""))
          .containsExactly("\"0.002\"} 1", "\"0.5\"} 2", "\"+Inf\"} 3");
    }
  }

  @Test
  void shouldReportTheProcessItsJavaAndItsVersion() throws Exception {
    counts.addRefusedReload();
    counts.noteDogStatsD(7, 2);
    counts.noteDogStatsD(5, 1);
    sink.onReport(report(1));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_reload_refused_total")).isEqualTo(1);
    assertThat(value(text, "rttd_dogstatsd_kept")).isEqualTo(5);
    assertThat(value(text, "rttd_dogstatsd_lost_total")).isEqualTo(3);
    assertThat(value(text, "rttd_build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"}"))
        .isEqualTo(1);
    assertThat(value(text, "process_cpu_seconds_total")).isPositive();
    assertThat(value(text, "process_open_fds")).isPositive();
    assertThat(value(text, "jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
    assertThat(text).contains("jvm_gc_collection_seconds_count{gc=");
  }

  private static double value(String text, String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in\n" + text));
  }
}
