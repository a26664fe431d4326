package io.rttd.analyze.htmlreport;

import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.ConnectionReports;
import io.rttd.analyze.connection.DirectionReport;
import io.rttd.analyze.connection.Endpoint;
import io.rttd.analyze.connection.TimeDistribution;
import io.rttd.analyze.htmlreport.TracedConnection.Ends;
import io.rttd.model.Segment;
import io.rttd.reporting.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Writes the connections of an analysis: the table has those that lead by worst p99, retransmits or
 * bytes ({@value #ROWS_OF_A_KIND} by each measure). The first {@value #CHARTS_OF_A_KIND} by each
 * measure have charts, up to {@value #MAX_EVENTS} events in total.
 */
final class ConnectionsJson {
  static final int ROWS_OF_A_KIND = 170;
  static final int CHARTS_OF_A_KIND = 20;
  static final int MAX_EVENTS = 50_000;

  private static final long LOWEST_NS = 64;
  private static final long HIGHEST_NS = 60_000_000_000L;
  private static final double NS_PER_MS = 1e6;
  private static final double HIGH = 99;
  private static final double MEDIAN = 50;

  private final JsonWriter json;
  private final ReportRecorder recorder;

  ConnectionsJson(JsonWriter json, ReportRecorder recorder) {
    this.json = json;
    this.recorder = recorder;
  }

  void write(ConnectionReports connections) {
    List<Leaders> leaders = Leaders.byEachMeasure(ROWS_OF_A_KIND);
    for (ConnectionReport connection : connections) {
      leaders.forEach(kind -> kind.offer(connection));
    }
    Map<Integer, ConnectionReport> rows = new LinkedHashMap<>();
    for (Leaders kind : leaders) {
      kind.inOrder().forEach(connection -> rows.putIfAbsent(connection.number(), connection));
    }
    Map<Integer, Charted> charted = charted(leaders);
    json.field("connections_total", (long) connections.size());
    json.field("connections_not_kept", connections.notKept().words().orElse(null));
    json.array("connections");
    rows.values().forEach(row -> write(row, charted.getOrDefault(row.number(), Charted.NOT)));
    json.end();
    new ServicesJson(json, recorder).write(connections);
  }

  /** Why a connection has charts, and the events to draw. */
  private record Charted(List<String> reasons, Optional<TracedConnection> traced) {
    private static final Charted NOT = new Charted(List.of(), Optional.empty());
  }

  /** Collects the first by each measure, then the second by each, and so on. */
  private Map<Integer, Charted> charted(List<Leaders> leaders) {
    Map<Integer, Charted> charted = new LinkedHashMap<>();
    int events = 0;
    for (int rank = 1; rank <= CHARTS_OF_A_KIND; rank++) {
      for (Leaders kind : leaders) {
        List<ConnectionReport> inOrder = kind.inOrder();
        if (rank > inOrder.size()) {
          continue;
        }
        ConnectionReport connection = inOrder.get(rank - 1);
        Charted before = charted.get(connection.number());
        Optional<TracedConnection> traced = before == null ? tracedOf(connection) : before.traced;
        int more = before == null ? traced.map(TracedConnection::events).orElse(0) : 0;
        if (traced.isPresent() && events + more <= MAX_EVENTS) {
          events += more;
          charted
              .computeIfAbsent(
                  connection.number(), unused -> new Charted(new ArrayList<>(), traced))
              .reasons
              .add(rank == 1 ? kind.reason() : kind.reason() + " (no. " + rank + ")");
        }
      }
    }
    return charted;
  }

  private Optional<TracedConnection> tracedOf(ConnectionReport connection) {
    Endpoint client = connection.client();
    Endpoint server = connection.server();
    return recorder
        .traces()
        .of(
            new Ends(client.address(), client.port(), server.address(), server.port()),
            connection.firstFrame(),
            connection.lastFrame());
  }

  private void write(ConnectionReport connection, Charted charted) {
    json.object().field("number", (long) connection.number());
    json.field("client", connection.client().toString());
    json.field("server", connection.server().toString());
    json.field("server_known", connection.serverKnown());
    json.field("service_port", connection.serviceOrPort());
    boolean timeless = connection.firstNs() == Segment.NO_TIME;
    json.field("start_ms", timeless ? Double.NaN : connection.firstNs() / NS_PER_MS);
    json.field("duration_ms", Rounded.ms(connection.durationNs()));
    json.field("packets", connection.packets());
    json.field("bytes_from_client", connection.fromClient().payloadBytes());
    json.field("bytes_from_server", connection.fromServer().payloadBytes());
    json.field("samples", connection.samples()).field("retransmits", connection.retransmits());
    json.field("retransmit_ratio", connection.retransmitRatio());
    json.field(
        "zero_windows",
        connection.fromClient().zeroWindows() + connection.fromServer().zeroWindows());
    Rounded.field(json, "handshake_ms", connection.handshakeNs());
    writeTimes("to_server", connection.fromClient().rtt());
    writeTimes("to_client", connection.fromServer().rtt());
    writeTimes("response", connection.response());
    json.field("end", connection.end().text()).array("why");
    charted.reasons.forEach(json::value);
    json.end().array("directions");
    charted
        .traced
        .filter(traced -> !timeless)
        .ifPresent(
            traced -> {
              Endpoint client = connection.client();
              writeDirection(connection, traced, client, connection.fromClient());
              writeDirection(connection, traced, connection.server(), connection.fromServer());
            });
    json.end().end();
  }

  private void writeDirection(
      ConnectionReport connection,
      TracedConnection traced,
      Endpoint sender,
      DirectionReport direction) {
    SequenceTrace trace = traced.from(sender.address(), sender.port());
    if (trace == null) {
      return;
    }
    json.object().field("from", sender.equals(connection.client()) ? "client" : "server");
    json.field("count", direction.rtt().count());
    if (direction.rtt().count() > 0) {
      PercentileCurves.of(histogram(direction.rtt()), histogram(direction.path())).write(json);
    }
    json.object("trace").field("late", traced.firstFrame() > connection.firstFrame());
    trace.write(json, connection.firstNs());
    json.end().end();
  }

  private static Histogram histogram(TimeDistribution times) {
    Histogram histogram = new Histogram(LOWEST_NS, HIGHEST_NS, 2);
    histogram.setAutoResize(true);
    times.addTo(histogram);
    return histogram;
  }

  private void writeTimes(String name, TimeDistribution times) {
    boolean any = times.count() > 0;
    json.object(name).field("count", times.count());
    Rounded.field(json, "p50_ms", any ? times.percentileNs(MEDIAN) : -1);
    Rounded.field(json, "p99_ms", any ? times.percentileNs(HIGH) : -1);
    json.end();
  }
}
