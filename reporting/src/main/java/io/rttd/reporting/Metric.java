package io.rttd.reporting;

import java.math.BigDecimal;

/**
 * Every metric that rttd reports. {@code docs/metrics.md} describes each for users, and a test
 * holds the two together.
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
  /** Segments that were sent again. */
  RETRANSMITS("system.net.tcp.retransmits", Type.COUNT, Unit.SEGMENT, Scope.PAIR),
  /** Frames read. */
  CAPTURE_PACKETS("rttd.capture.packets", Type.COUNT, Unit.PACKET, Scope.INSTANCE),
  /** Their bytes on the wire. */
  CAPTURE_BYTES("rttd.capture.bytes", Type.COUNT, Unit.BYTE, Scope.INSTANCE),
  /** Frames that the kernel dropped because nobody read them in time. */
  KERNEL_DROPS("rttd.capture.kernel_drops", Type.COUNT, Unit.PACKET, Scope.INSTANCE),
  /** Times that the kernel stopped because its whole ring was waiting to be read. */
  KERNEL_FREEZES("rttd.capture.kernel_freezes", Type.COUNT, Unit.EVENT, Scope.INSTANCE),
  /** Times that the interface went away. */
  INTERRUPTIONS("rttd.capture.interruptions", Type.COUNT, Unit.EVENT, Scope.INSTANCE),
  /** Times that the capture thread waited for a full ring. */
  RING_STALLS("rttd.capture.ring_stalls", Type.COUNT, Unit.EVENT, Scope.INSTANCE),
  /** Frames whose headers were cut off by the snap length. */
  TRUNCATED("rttd.capture.truncated", Type.COUNT, Unit.PACKET, Scope.INSTANCE),
  /** Frames whose headers contradict themselves. */
  MALFORMED("rttd.capture.malformed", Type.COUNT, Unit.PACKET, Scope.INSTANCE),
  /** Frames that are not TCP. */
  NOT_TCP("rttd.capture.not_tcp", Type.COUNT, Unit.PACKET, Scope.INSTANCE),
  /** Acknowledgements, by what became of them. */
  VERDICT("rttd.verdict", Type.COUNT, Unit.EVENT, Scope.VERDICT),
  /** Flows held. */
  FLOWS("rttd.flows", Type.GAUGE, Unit.FLOW, Scope.INSTANCE),
  /** Pairs held. */
  PEERS("rttd.peers", Type.GAUGE, Unit.PAIR, Scope.INSTANCE),
  /** Flows dropped because memory was short. */
  FLOWS_EVICTED("rttd.flows.evicted", Type.COUNT, Unit.FLOW, Scope.INSTANCE),
  /** Memory in use for flows, segments and histograms. */
  MEMORY_BYTES("rttd.memory.bytes", Type.GAUGE, Unit.BYTE, Scope.INSTANCE),
  /** Share of the time in which packets are measured. */
  SAMPLING_RATE("rttd.sampling.rate", Type.GAUGE, Unit.FRACTION, Scope.INSTANCE),
  /** Time between an interval's end and its report. */
  REPORT_LAG("rttd.report.lag", Type.GAUGE, Unit.MILLISECOND, Scope.INSTANCE);

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

  /** How values of it add up. */
  public Type type() {
    return type;
  }

  /** What it is counted or measured in. */
  public Unit unit() {
    return unit;
  }

  /** What it is reported for, which decides its tags. */
  public Scope scope() {
    return scope;
  }

  /**
   * The name of one percentile of a metric whose own name is a stem: {@code
   * system.net.tcp.rtt.p50}, see {@link #percentileWord}.
   */
  public String percentileName(double percentile) {
    return text.substring(0, text.length() - 1) + percentileWord(percentile);
  }

  /**
   * A percentile in one word. The decimal point falls away, as in the usual {@code p999}: 50 is
   * {@code p50}, 99.9 is {@code p999}; below 10, a fraction gets a leading zero, so that 5.5
   * ({@code p055}) is not 55.
   */
  public static String percentileWord(double percentile) {
    String digits = BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString();
    int point = digits.indexOf('.');
    return "p" + (point == 1 ? "0" : "") + digits.replace(".", "");
  }

  /** How values add up over time and hosts. */
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
    PACKET,
    BYTE,
    EVENT,
    FLOW,
    PAIR,
    FRACTION
  }

  /** What a value is about. */
  public enum Scope {
    /** A (src, dst) pair: tags {@code src}, {@code dst}, {@code iface} and the configured ones. */
    PAIR,
    /** A capture: tag {@code iface} and the configured ones. */
    INSTANCE,
    /** A verdict within a capture: as a capture, and tag {@code verdict}. */
    VERDICT
  }
}
