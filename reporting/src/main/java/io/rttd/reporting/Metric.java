package io.rttd.reporting;

import io.rttd.config.MetricNames;
import io.rttd.model.PairTime;

/**
 * Every metric that rttd reports, except the counters of captures and pairs: {@link
 * io.rttd.model.CaptureCounter} and {@link io.rttd.model.PairCounter} name those. {@code
 * docs/metrics.md} describes each for users, and a test compares the two.
 */
public enum Metric {
  /** Last sample of the interval. */
  RTT("system.net.tcp.rtt", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Mean of the interval's samples. */
  RTT_AVG("system.net.tcp.rtt.avg", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Mean difference between consecutive samples of a flow. */
  RTT_JITTER("system.net.tcp.rtt.jitter", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Smallest sample. */
  RTT_MIN("system.net.tcp.rtt.min", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Largest sample. */
  RTT_MAX("system.net.tcp.rtt.max", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Percentile of all samples; the name is a stem, see {@link #percentileName}. */
  RTT_PERCENTILE("system.net.tcp.rtt.p", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Number of samples. */
  RTT_COUNT("system.net.tcp.rtt.count", Type.COUNT, Unit.SAMPLE, Scope.PAIR),
  /** Smallest prompt sample. */
  PATH_MIN("system.net.tcp.rtt.path.min", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Percentile of the prompt samples; the name is a stem, see {@link #percentileName}. */
  PATH_PERCENTILE("system.net.tcp.rtt.path.p", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** Mean of the samples whose timed segment was a SYN. */
  RTT_HANDSHAKE("system.net.tcp.rtt.handshake", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** All samples. */
  RTT_DISTRIBUTION("system.net.tcp.rtt.dist", Type.DISTRIBUTION, Unit.MILLISECOND, Scope.PAIR),
  /** Percentile of the times from SYN to SYN/ACK; a stem, see {@link #percentileName}. */
  HANDSHAKE_PERCENTILE("system.net.tcp.handshake.p", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** All times from SYN to SYN/ACK. */
  HANDSHAKE_DISTRIBUTION(
      "system.net.tcp.handshake.dist", Type.DISTRIBUTION, Unit.MILLISECOND, Scope.PAIR),
  /** Percentile of the response times; a stem, see {@link #percentileName}. */
  RESPONSE_PERCENTILE("system.net.tcp.response.p", Type.GAUGE, Unit.MILLISECOND, Scope.PAIR),
  /** All response times. */
  RESPONSE_DISTRIBUTION(
      "system.net.tcp.response.dist", Type.DISTRIBUTION, Unit.MILLISECOND, Scope.PAIR),
  /** Acknowledgements, by verdict. */
  VERDICT("rttd.verdict", Type.COUNT, Unit.EVENT, Scope.VERDICT),
  /** Flows held. */
  FLOWS("rttd.flows", Type.GAUGE, Unit.FLOW, Scope.INSTANCE),
  /** Pairs held. */
  PEERS("rttd.peers", Type.GAUGE, Unit.PAIR, Scope.INSTANCE),
  /** Flows evicted for lack of memory. */
  FLOWS_EVICTED("rttd.flows.evicted", Type.COUNT, Unit.FLOW, Scope.INSTANCE),
  /** Memory in use for flows, segments and histograms. */
  MEMORY_BYTES("rttd.memory.bytes", Type.GAUGE, Unit.BYTE, Scope.INSTANCE),
  /** Measured share of all flows, averaged over time. */
  SAMPLING_RATE("rttd.sampling.rate", Type.GAUGE, Unit.FRACTION, Scope.INSTANCE),
  /** Time between an interval's end and its report. */
  REPORT_LAG("rttd.report.lag", Type.GAUGE, Unit.MILLISECOND, Scope.INSTANCE),
  /** Lines buffered while DogStatsD is down. */
  DOGSTATSD_KEPT("rttd.dogstatsd.kept", Type.GAUGE, Unit.LINE, Scope.PROCESS),
  /** Lines that DogStatsD never received. */
  DOGSTATSD_LOST("rttd.dogstatsd.lost", Type.COUNT, Unit.LINE, Scope.PROCESS),
  /** Data points buffered while the OTLP receiver is down. */
  OTLP_KEPT("rttd.otlp.kept", Type.GAUGE, Unit.POINT, Scope.PROCESS),
  /** Data points that the OTLP receiver never received, or rejected. */
  OTLP_LOST("rttd.otlp.lost", Type.COUNT, Unit.POINT, Scope.PROCESS),
  /** Rejected configurations. */
  RELOAD_REFUSED("rttd.reload.refused", Type.COUNT, Unit.EVENT, Scope.PROCESS);

  private final String text;
  private final Type type;
  private final Unit unit;
  private final Scope scope;

  Metric(String text, Type type, Unit unit, Scope scope) {
    this.text = text;
    this.type = type;
    this.unit = unit;
    this.scope = scope;
  }

  /** The percentiles of other times. */
  public static Metric percentilesOf(PairTime kind) {
    return switch (kind) {
      case HANDSHAKE -> HANDSHAKE_PERCENTILE;
      case RESPONSE -> RESPONSE_PERCENTILE;
    };
  }

  /** The distribution of other times. */
  public static Metric distributionOf(PairTime kind) {
    return switch (kind) {
      case HANDSHAKE -> HANDSHAKE_DISTRIBUTION;
      case RESPONSE -> RESPONSE_DISTRIBUTION;
    };
  }

  /** Whether its name is a stem: see {@link #percentileName}. */
  public boolean isStem() {
    return text.endsWith(".p");
  }

  /** The name that users see. */
  public String text() {
    return text;
  }

  /** How its values aggregate. */
  public Type type() {
    return type;
  }

  /** Its unit. */
  public Unit unit() {
    return unit;
  }

  /** Its subject, which determines its tags. */
  public Scope scope() {
    return scope;
  }

  /** The name of one percentile of a metric whose own name is a stem: see {@link MetricNames}. */
  public String percentileName(double percentile) {
    return MetricNames.ofPercentile(text, percentile);
  }

  /** The short name of a percentile: {@code p50}, see {@link MetricNames}. */
  public static String percentileWord(double percentile) {
    return MetricNames.ofPercentile("p", percentile);
  }

  /** How values aggregate over time and hosts. */
  public enum Type {
    GAUGE,
    COUNT,
    DISTRIBUTION
  }

  /** Units, with Datadog's names where they exist. */
  public enum Unit {
    MILLISECOND,
    SAMPLE,
    BYTE,
    EVENT,
    FLOW,
    PAIR,
    LINE,
    POINT,
    FRACTION
  }

  /** Subjects of values. */
  public enum Scope {
    /** The whole process: the configured tags alone. */
    PROCESS,
    /** A (src, dst) pair: tags {@code src}, {@code dst}, {@code iface} and the configured ones. */
    PAIR,
    /** A capture: tag {@code iface} and the configured ones. */
    INSTANCE,
    /** A verdict within a capture: as a capture, and tag {@code verdict}. */
    VERDICT
  }
}
