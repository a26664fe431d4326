package io.rttd.reporting;

import io.rttd.config.MetricNames;

/**
 * Every metric that rttd reports, except the capture's counters: {@link
 * io.rttd.model.CaptureCounter} names those. {@code docs/metrics.md} describes each for users, and
 * a test compares the two.
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
  /** Retransmitted segments. */
  RETRANSMITS("system.net.tcp.retransmits", Type.COUNT, Unit.SEGMENT, Scope.PAIR),
  /** Data segments that were sent for the first time. */
  SEGMENTS("system.net.tcp.segments", Type.COUNT, Unit.SEGMENT, Scope.PAIR),
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
  /** Share of all flows, over time, that is measured. */
  SAMPLING_RATE("rttd.sampling.rate", Type.GAUGE, Unit.FRACTION, Scope.INSTANCE),
  /** Time between an interval's end and its report. */
  REPORT_LAG("rttd.report.lag", Type.GAUGE, Unit.MILLISECOND, Scope.INSTANCE),
  /** Lines buffered while DogStatsD is down. */
  DOGSTATSD_KEPT("rttd.dogstatsd.kept", Type.GAUGE, Unit.LINE, Scope.PROCESS),
  /** Lines that DogStatsD never received. */
  DOGSTATSD_LOST("rttd.dogstatsd.lost", Type.COUNT, Unit.LINE, Scope.PROCESS);

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

  /** The name that users see. */
  public String text() {
    return text;
  }

  /** How its values aggregate. */
  public Type type() {
    return type;
  }

  /** What it is counted or measured in. */
  public Unit unit() {
    return unit;
  }

  /** What it is about, which determines its tags. */
  public Scope scope() {
    return scope;
  }

  /** The name of one percentile of a metric whose own name is a stem: see {@link MetricNames}. */
  public String percentileName(double percentile) {
    return MetricNames.ofPercentile(text, percentile);
  }

  /** A percentile in one word: {@code p50}, see {@link MetricNames}. */
  public static String percentileWord(double percentile) {
    return MetricNames.ofPercentile("p", percentile);
  }

  /** How values aggregate over time and hosts. */
  public enum Type {
    GAUGE,
    COUNT,
    DISTRIBUTION
  }

  /** What a value is counted or measured in, in Datadog's words where it has one. */
  public enum Unit {
    MILLISECOND,
    SAMPLE,
    SEGMENT,
    BYTE,
    EVENT,
    FLOW,
    PAIR,
    LINE,
    FRACTION
  }

  /** What a value is about. */
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
