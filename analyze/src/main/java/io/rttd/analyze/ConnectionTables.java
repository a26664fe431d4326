package io.rttd.analyze;

import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.DirectionReport;
import io.rttd.analyze.connection.ServiceReport;
import io.rttd.analyze.connection.TimeDistribution;
import io.rttd.analyze.text.ByteCount;
import io.rttd.analyze.text.Decimals;
import io.rttd.analyze.text.Millis;
import io.rttd.analyze.text.Share;
import io.rttd.analyze.text.TextTable;
import io.rttd.model.Segment;
import java.util.List;

/** Text tables of connections and of services: times in milliseconds, RTTs of the far leg. */
final class ConnectionTables {
  static final String NONE = "-";

  private ConnectionTables() {}

  static TextTable connections(AnalysisSummary summary, ResultView view) {
    String[] headings = {
      "client", "server", "start s", "for s", "bytes >", "bytes <", "leg", "count", "p50", "p99",
      "path", "prompt", "retx", "retx %", "0-wins", "hshake", "resp", "end"
    };
    TextTable table = new TextTable(2, headings);
    table.hideIfZero("0-wins");
    for (ConnectionReport connection : view.connections(summary)) {
      DirectionReport far = connection.farLeg(summary.local());
      boolean timed = connection.firstNs() != Segment.NO_TIME;
      boolean begun = connection.handshakeNs() != ConnectionReport.NO_HANDSHAKE;
      table.add(
          connection.client().toString(),
          connection.server().toString(),
          timed ? seconds(connection.firstNs() - summary.totals().startNs()) : NONE,
          timed ? seconds(connection.durationNs()) : NONE,
          ByteCount.text(connection.fromClient().payloadBytes()),
          ByteCount.text(connection.fromServer().payloadBytes()),
          connection.isServerFarther(summary.local()) ? ">" : "<",
          Long.toString(far.rtt().count()),
          percentile(far.rtt(), 50),
          percentile(far.rtt(), 99),
          percentile(far.path(), 50),
          Long.toString(far.path().count()),
          Long.toString(connection.retransmits()),
          percent(connection.retransmitRatio()),
          zeroWindows(connection.fromClient(), connection.fromServer()),
          begun ? Millis.text(connection.handshakeNs()) : NONE,
          percentile(connection.response(), 50),
          connection.end().text());
    }
    return table;
  }

  static TextTable services(List<ServiceReport> services) {
    String[] headings = {
      "service",
      "conns",
      "failed",
      "resets",
      "count",
      "p50",
      "p99",
      "path",
      "prompt",
      "retx",
      "retx %",
      "0-wins",
      "hshake",
      "resp",
      "resp p99",
      "bytes >",
      "bytes <"
    };
    TextTable table = new TextTable(1, headings);
    table.hideIfZero("failed", "resets", "0-wins");
    for (ServiceReport service : services) {
      table.add(
          service.service().isEmpty() ? "unknown" : service.service(),
          Long.toString(service.connections()),
          Long.toString(service.refused() + service.unanswered()),
          Long.toString(service.resets()),
          Long.toString(service.farRtt().count()),
          percentile(service.farRtt(), 50),
          percentile(service.farRtt(), 99),
          percentile(service.farPath(), 50),
          Long.toString(service.farPath().count()),
          Long.toString(service.retransmits()),
          percent(service.retransmitRatio()),
          zeroWindows(service.fromClient(), service.fromServer()),
          percentile(service.handshake(), 50),
          percentile(service.response(), 50),
          percentile(service.response(), 99),
          ByteCount.text(service.fromClient().payloadBytes()),
          ByteCount.text(service.fromServer().payloadBytes()));
    }
    return table;
  }

  /** A share for a column of percentages; a dash for NaN. */
  static String percent(double share) {
    return Double.isNaN(share) ? NONE : Share.text(share).replace(" %", "");
  }

  private static String zeroWindows(DirectionReport fromClient, DirectionReport fromServer) {
    return Long.toString(fromClient.zeroWindows() + fromServer.zeroWindows());
  }

  private static String percentile(TimeDistribution times, double percentile) {
    return times.count() == 0 ? NONE : Millis.text(times.percentileNs(percentile));
  }

  private static String seconds(long ns) {
    return Decimals.text(ns / 1e9, 3);
  }
}
