package io.rttd.reporting.prometheus;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import java.util.Locale;

/**
 * Every metric that Prometheus can scrape, except the counters of captures and pairs (see {@link
 * #nameOf}), named by its conventions: base units, and counters that end in {@code _total}. {@code
 * docs/metrics.md} describes each for users, and a test compares the two.
 */
public enum PrometheusMetric {
  /** All samples. */
  RTT("rttd_tcp_rtt_seconds", Type.HISTOGRAM, Scope.PAIR, "Round-trip times, all samples"),
  /** The prompt samples. */
  PATH("rttd_tcp_rtt_path_seconds", Type.HISTOGRAM, Scope.PAIR, "Round-trip times, prompt samples"),
  /** Differences between consecutive samples of a flow. */
  JITTER(
      "rttd_tcp_rtt_jitter_seconds",
      Type.SUMMARY,
      Scope.PAIR,
      "Differences between consecutive round-trip times of a flow"),
  /** Times from SYN to SYN/ACK. */
  HANDSHAKE("rttd_tcp_handshake_seconds", Type.HISTOGRAM, Scope.PAIR, "Times from SYN to SYN/ACK"),
  /** Times from the last segment of a request to the first of its answer. */
  RESPONSE(
      "rttd_tcp_response_seconds",
      Type.HISTOGRAM,
      Scope.PAIR,
      "Times from the last segment of a request to the first of the answer"),
  /** Acknowledgements, by verdict. */
  VERDICTS("rttd_verdicts_total", Type.COUNTER, Scope.VERDICT, "ACKs that advanced, by verdict"),
  /** Flows held. */
  FLOWS("rttd_flows", Type.GAUGE, Scope.INSTANCE, "Flows held"),
  /** Pairs held. */
  PEERS("rttd_peers", Type.GAUGE, Scope.INSTANCE, "Pairs held"),
  /** Flows evicted for lack of memory. */
  FLOWS_EVICTED(
      "rttd_flows_evicted_total", Type.COUNTER, Scope.INSTANCE, "Flows evicted for lack of memory"),
  /** Memory in use for flows, segments and histograms. */
  MEMORY_BYTES(
      "rttd_memory_bytes", Type.GAUGE, Scope.INSTANCE, "Memory for flows, segments and histograms"),
  /** Measured share of all flows, averaged over time. */
  SAMPLING_RATE(
      "rttd_sampling_rate", Type.GAUGE, Scope.INSTANCE, "Share of flows that is measured, 0 to 1"),
  /** Time between an interval's end and its report. */
  REPORT_LAG(
      "rttd_report_lag_seconds",
      Type.GAUGE,
      Scope.INSTANCE,
      "Time from the end of the interval to its report"),
  /** Pairs whose series ended because they were silent. */
  PAIRS_FORGOTTEN(
      "rttd_pairs_forgotten_total",
      Type.COUNTER,
      Scope.PROCESS,
      "Pairs whose series ended after a period without samples"),
  /** Requests that this server rejected. */
  SCRAPES_REJECTED(
      "rttd_scrapes_rejected_total",
      Type.COUNTER,
      Scope.PROCESS,
      "Connections and requests that were rejected or cut off"),
  /** Lines buffered while DogStatsD is down. */
  DOGSTATSD_KEPT(
      "rttd_dogstatsd_kept", Type.GAUGE, Scope.PROCESS, "Lines buffered while DogStatsD is down"),
  /** Lines that DogStatsD never received. */
  DOGSTATSD_LOST(
      "rttd_dogstatsd_lost_total",
      Type.COUNTER,
      Scope.PROCESS,
      "Lines that DogStatsD never received"),
  /** Data points buffered while the OTLP receiver is down. */
  OTLP_KEPT(
      "rttd_otlp_kept",
      Type.GAUGE,
      Scope.PROCESS,
      "Data points buffered while the OTLP receiver is down"),
  /** Data points that the OTLP receiver never received, or rejected. */
  OTLP_LOST(
      "rttd_otlp_lost_total",
      Type.COUNTER,
      Scope.PROCESS,
      "Data points that the OTLP receiver never received, or rejected"),
  /** Rejected configurations. */
  RELOAD_REFUSED(
      "rttd_reload_refused_total",
      Type.COUNTER,
      Scope.PROCESS,
      "New configurations or names that were rejected"),
  /** Version of the daemon and of its Java; always 1. */
  BUILD_INFO("rttd_build_info", Type.INFO, Scope.BUILD, "Version of rttd and of its Java");

  private static final String COUNTER_SUFFIX = "_total";
  private static final String INFO_SUFFIX = "_info";

  private final String text;
  private final Type type;
  private final Scope scope;
  private final String help;

  PrometheusMetric(String text, Type type, Scope scope, String help) {
    this.text = text;
    this.type = type;
    this.scope = scope;
    this.help = help;
  }

  /** The histogram of other times. */
  static PrometheusMetric of(PairTime kind) {
    return switch (kind) {
      case HANDSHAKE -> HANDSHAKE;
      case RESPONSE -> RESPONSE;
    };
  }

  /** The name that users see. */
  public String text() {
    return text;
  }

  /** How its values aggregate. */
  public Type type() {
    return type;
  }

  /** Its subject, which determines its labels. */
  public Scope scope() {
    return scope;
  }

  /** The name for the client library, which adds the suffix of counters and infos. */
  MetricMetadata metadata() {
    String suffix =
        switch (type) {
          case COUNTER -> COUNTER_SUFFIX;
          case INFO -> INFO_SUFFIX;
          case GAUGE, HISTOGRAM, SUMMARY -> "";
        };
    return new MetricMetadata(text.substring(0, text.length() - suffix.length()), help);
  }

  /** The name of a capture's counter: {@code rttd_capture_not_local_total}. */
  public static String nameOf(CaptureCounter counter) {
    return stemOf(counter) + COUNTER_SUFFIX;
  }

  /** The name of a pair's counter: {@code rttd_tcp_zero_window_seconds_total}. */
  public static String nameOf(PairCounter counter) {
    return stemOf(counter) + COUNTER_SUFFIX;
  }

  static MetricMetadata metadata(CaptureCounter counter) {
    return metadata(stemOf(counter), counter.meaning());
  }

  static MetricMetadata metadata(PairCounter counter) {
    return metadata(stemOf(counter), counter.meaning());
  }

  private static MetricMetadata metadata(String stem, String meaning) {
    return new MetricMetadata(
        stem, meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1));
  }

  private static String stemOf(CaptureCounter counter) {
    return counter.metric().replace('.', '_');
  }

  private static String stemOf(PairCounter counter) {
    String name = counter.metric().substring(PairCounter.METRIC_PREFIX.length());
    String inBaseUnits = counter.isTime() ? name.replaceFirst("_ms$", "_seconds") : name;
    return "rttd_tcp_" + inBaseUnits.replace('.', '_');
  }

  /** Types of metrics. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    /** A sum and a count. */
    SUMMARY,
    /** Always 1: the information is in the labels. */
    INFO
  }

  /** Subjects of values. */
  public enum Scope {
    /** The whole process: no label. */
    PROCESS,
    /** The program: labels {@code version} and {@code java}. */
    BUILD,
    /** A pair: labels {@code src}, {@code dst}, {@code iface}. */
    PAIR,
    /** A capture: label {@code iface}. */
    INSTANCE,
    /** A verdict within a capture: labels {@code iface}, {@code verdict}. */
    VERDICT
  }
}
