package io.rttd.analyze.connection;

import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The figures of connections and services, as JSON and CSV name them. */
public final class ReportFields {
  private ReportFields() {}

  /** Writes the figures of a connection. */
  public static void write(ConnectionReport report, FieldWriter out) {
    out.count("number", report.number());
    out.text("client", report.client().toString());
    out.text("server", report.server().toString());
    out.text("server_known_by", report.serverKnown() ? report.complete() ? "syn" : "port" : null);
    out.text("service", report.serviceOrPort());
    boolean timed = report.firstNs() != Segment.NO_TIME;
    out.text(
        "start", timed ? Instant.EPOCH.plus(report.firstNs(), ChronoUnit.NANOS).toString() : null);
    out.time("duration_ms", report.durationNs());
    out.count("first_frame", report.firstFrame());
    out.count("last_frame", report.lastFrame());
    out.text("end", report.end().text());
    boolean begun = report.handshakeNs() != ConnectionReport.NO_HANDSHAKE;
    out.time("handshake_ms", begun ? report.handshakeNs() : Double.NaN);
    out.group("response", fields -> write(report.response(), fields));
    out.group("from_client", fields -> write(report.fromClient(), fields));
    out.group("from_server", fields -> write(report.fromServer(), fields));
  }

  /** Writes the figures of a service. */
  public static void write(ServiceReport report, FieldWriter out) {
    out.text("service", report.service());
    out.count("connections", report.connections());
    out.count("refused", report.refused());
    out.count("unanswered", report.unanswered());
    out.count("resets", report.resets());
    out.group("handshake", fields -> write(report.handshake(), fields));
    out.group("response", fields -> write(report.response(), fields));
    out.group("from_client", fields -> write(report.fromClient(), fields));
    out.group("from_server", fields -> write(report.fromServer(), fields));
  }

  private static void write(DirectionReport report, FieldWriter out) {
    out.count("packets", report.packets());
    out.count("bytes", report.payloadBytes());
    out.count("duplicates", report.copies());
    out.count("segments", report.segments());
    out.count("retransmits", report.retransmits());
    out.ratio("retransmit_ratio", report.retransmitRatio());
    out.count("out_of_order", report.outOfOrder());
    out.count("zero_windows", report.zeroWindows());
    out.time("zero_window_ms", report.zeroWindowNs());
    out.group("rtt", fields -> write(report.rtt(), fields));
    out.group("path", fields -> write(report.path(), fields));
    out.group(
        "verdicts",
        fields -> {
          for (Verdict verdict : Verdict.values()) {
            fields.count(verdict.text(), report.verdicts().getOrDefault(verdict, 0L));
          }
        });
  }

  private static void write(TimeDistribution times, FieldWriter out) {
    boolean any = times.count() > 0;
    out.count("count", times.count());
    out.time("mean_ms", times.meanNs());
    out.time("min_ms", any ? times.minNs() : Double.NaN);
    out.time("p50_ms", any ? times.percentileNs(50) : Double.NaN);
    out.time("p90_ms", any ? times.percentileNs(90) : Double.NaN);
    out.time("p99_ms", any ? times.percentileNs(99) : Double.NaN);
    out.time("max_ms", any ? times.maxNs() : Double.NaN);
    out.buckets("buckets", times);
  }

  /** A blank connection, for the names of all figures. */
  public static ConnectionReport blankConnection() {
    return new TrackedConnection(0, new Segment()).toReport(ServicePorts.NONE, Segment.NO_TIME);
  }
}
