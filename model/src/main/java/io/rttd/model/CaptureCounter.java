package io.rttd.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a capture counts. Everything that shows counters iterates over this enum: a new counter
 * needs a constant, its increment, and a row in {@code docs/metrics.md}. One of the kind {@link
 * Kind#UNMEASURED} also needs a diagnosis, which the compiler asks for.
 */
public enum CaptureCounter {
  PACKETS("packets", Unit.PACKET, Kind.VOLUME, "packets", "frames read", ""),
  BYTES("bytes", Unit.BYTE, Kind.VOLUME, "bytes", "bytes on the wire", ""),
  SEGMENTS(
      "tcp_segments",
      Unit.PACKET,
      Kind.VOLUME,
      "measured",
      "TCP segments handed to the engine",
      ""),
  DUPLICATES(
      "duplicates",
      Unit.PACKET,
      Kind.UNMEASURED,
      "duplicates left out",
      "copies of segments already captured",
      "capture on one interface, or mirror one port: each copy costs as much as a packet"),
  NOT_LOCAL(
      "not_local",
      Unit.PACKET,
      Kind.UNMEASURED,
      "no local end",
      "TCP segments of which neither end is local",
      "list this host's networks in local_networks, or set mode: tap on a router or mirror port"),
  NOT_WANTED(
      "not_wanted",
      Unit.PACKET,
      Kind.UNMEASURED,
      "filtered inside tunnels",
      "TCP segments inside tunnels that ips, ports or other filters exclude",
      ""),
  NOT_TCP("not_tcp", Unit.PACKET, Kind.UNMEASURED, "not tcp", "frames that are not TCP", ""),
  FRAGMENTS(
      "fragments",
      Unit.PACKET,
      Kind.UNMEASURED,
      "fragments",
      "IP fragments: every fragment of a TCP segment, all but one of a tunnel's packet",
      "look for a path whose MTU is smaller than the senders assume"),
  TRUNCATED(
      "truncated",
      Unit.PACKET,
      Kind.UNMEASURED,
      "cut off by the snap length",
      "frames cut off within their headers",
      "raise snaplen in init_config"),
  MALFORMED(
      "malformed",
      Unit.PACKET,
      Kind.UNMEASURED,
      "malformed",
      "frames with inconsistent headers",
      "find the sender: it is broken or hostile"),
  UNKNOWN_LINK(
      "unknown_link",
      Unit.PACKET,
      Kind.UNMEASURED,
      "of an unknown link type",
      "frames of a link type that rttd cannot read",
      "capture on an interface of another type"),
  NO_TIME(
      "no_time",
      Unit.PACKET,
      Kind.UNMEASURED,
      "without a time",
      "frames without a usable time",
      "check what wrote the timestamps"),
  KERNEL_DROPS(
      "kernel_drops",
      Unit.PACKET,
      Kind.HEALTH,
      "dropped by the kernel",
      "frames dropped by the kernel because they were not read in time",
      "list the peers of interest in ips or hosts, or give rttd more CPU time"),
  KERNEL_FREEZES(
      "kernel_freezes",
      Unit.EVENT,
      Kind.HEALTH,
      "kernel ring freezes",
      "times the kernel stopped because its whole ring was waiting to be read",
      "give rttd more CPU time, or raise memory_limit, which enlarges the ring"),
  INTERRUPTIONS(
      "interruptions",
      Unit.EVENT,
      Kind.HEALTH,
      "interruptions",
      "times the interface went down or was removed",
      "the log says when rttd captures again"),
  RING_STALLS(
      "ring_stalls",
      Unit.EVENT,
      Kind.HEALTH,
      "ring stalls",
      "times the capture thread waited for a full ring",
      "give rttd more CPU time, or more shards");

  private static final String METRIC_PREFIX = "rttd.capture.";

  private final String id;
  private final Unit unit;
  private final Kind kind;
  private final String label;
  private final String meaning;
  private final String advice;

  CaptureCounter(String id, Unit unit, Kind kind, String label, String meaning, String advice) {
    this.id = id;
    this.unit = unit;
    this.kind = kind;
    this.label = label;
    this.meaning = meaning;
    this.advice = advice;
  }

  /** The name in JSON and, after a prefix, in metrics: {@code not_local}. */
  public String id() {
    return id;
  }

  /** The name of the DogStatsD metric: {@code rttd.capture.not_local}. */
  public String metric() {
    return METRIC_PREFIX + id;
  }

  /** What it counts. */
  public Unit unit() {
    return unit;
  }

  /** Its kind. */
  public Kind kind() {
    return kind;
  }

  /** A short label for a line of figures, followed by the number. */
  public String label() {
    return label;
  }

  /** What is counted, as it follows a number: {@code 3 frames cut off within their headers}. */
  public String meaning() {
    return meaning;
  }

  /** What to do when it rises; empty if a rise is harmless. */
  public Optional<String> advice() {
    return advice.isEmpty() ? Optional.empty() : Optional.of(advice);
  }

  /** The counters of one kind, in order. */
  public static Stream<CaptureCounter> ofKind(Kind kind) {
    return Stream.of(values()).filter(counter -> counter.kind == kind);
  }

  /** Kinds of counters. */
  public enum Kind {
    /** Volume. */
    VOLUME,
    /** Frames or segments that were not measured, by reason. */
    UNMEASURED,
    /** Whether the capture keeps up. */
    HEALTH
  }

  /** Datadog's unit of what is counted. */
  public enum Unit {
    PACKET,
    BYTE,
    EVENT;

    /** The word. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
