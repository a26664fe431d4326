package io.rttd.analyze.htmlreport;

import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.ConnectionReports;
import io.rttd.analyze.htmlreport.ReportRecorder.ServiceLeg;
import io.rttd.reporting.json.JsonWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;

/**
 * Writes the services of an analysis: the busiest {@value #MAX_ROWS} for the table, the busiest
 * {@value #MAX_CHARTS} with charts of both legs.
 */
final class ServicesJson {
  static final int MAX_ROWS = 100;
  static final int MAX_CHARTS = 12;

  private static final double HIGH = 99;
  private static final double MEDIAN = 50;

  private final JsonWriter json;
  private final ReportRecorder recorder;

  ServicesJson(JsonWriter json, ReportRecorder recorder) {
    this.json = json;
    this.recorder = recorder;
  }

  void write(ConnectionReports connections) {
    Map<String, ServiceTotal> totals = new HashMap<>();
    for (ConnectionReport connection : connections) {
      totals.computeIfAbsent(connection.serviceOrPort(), ServiceTotal::new).count(connection);
    }
    List<ServiceTotal> busiest =
        totals.values().stream()
            .sorted(
                Comparator.comparingLong(ServiceTotal::samples)
                    .thenComparingLong(ServiceTotal::bytes)
                    .reversed()
                    .thenComparing(ServiceTotal::service))
            .limit(MAX_ROWS)
            .toList();
    json.field("services_total", (long) totals.size());
    totals.values().retainAll(busiest);
    for (ConnectionReport connection : connections) {
      ServiceTotal total = totals.get(connection.serviceOrPort());
      if (total != null) {
        total.measure(connection);
      }
    }
    json.array("services");
    for (int i = 0; i < busiest.size(); i++) {
      write(busiest.get(i), i < MAX_CHARTS);
    }
    json.end();
  }

  private void write(ServiceTotal total, boolean charts) {
    json.object().field("service", total.service());
    json.field("connections", total.connections()).field("failed", total.failed());
    json.field("bytes", total.bytes()).field("samples", total.samples());
    json.field("retransmits", total.retransmits()).field("segments", total.segments());
    json.field("zero_windows", total.zeroWindows());
    writeTimes("to_server", total.fromClient().rtt());
    writeTimes("to_client", total.fromServer().rtt());
    writeTimes("response", total.response());
    json.array("directions");
    if (charts) {
      writeLeg(total.service(), "client", total.fromClient());
      writeLeg(total.service(), "server", total.fromServer());
    }
    json.end().end();
  }

  private void writeLeg(String service, String from, ServiceTotal.Leg leg) {
    if (leg.rtt().getTotalCount() == 0) {
      return;
    }
    json.object().field("from", from).field("count", leg.rtt().getTotalCount());
    PercentileCurves.of(leg.rtt(), leg.path()).write(json);
    recorder
        .legs()
        .of(new ServiceLeg(service, from.equals("server")))
        .ifPresent(series -> SeriesJson.write(json, series));
    json.end();
  }

  private void writeTimes(String name, AbstractHistogram times) {
    boolean any = times.getTotalCount() > 0;
    json.object(name).field("count", times.getTotalCount());
    Rounded.field(json, "p50_ms", any ? percentile(times, MEDIAN) : -1);
    Rounded.field(json, "p99_ms", any ? percentile(times, HIGH) : -1);
    json.end();
  }

  private static long percentile(AbstractHistogram times, double percentile) {
    return times.medianEquivalentValue(times.getValueAtPercentile(percentile));
  }
}
