package io.rttd.analyze.htmlreport;

import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.DirectionReport;
import io.rttd.analyze.connection.TimeDistribution;
import org.HdrHistogram.Histogram;

/** All connections of one service together. */
final class ServiceTotal {
  private static final long LOWEST_NS = 64;
  private static final long HIGHEST_NS = 60_000_000_000L;

  private final String service;
  private long connections;
  private long bytes;
  private long samples;
  private long retransmits;
  private long segments;
  private long zeroWindows;
  private long failed;
  private Leg fromClient;
  private Leg fromServer;
  private Histogram response;

  /** What one end of all connections sent. */
  record Leg(Histogram rtt, Histogram path) {
    private void add(DirectionReport direction) {
      direction.rtt().addTo(rtt);
      direction.path().addTo(path);
    }
  }

  /**
   * Creates a total without connections.
   *
   * @param service its name, else its port; empty if the server is not known
   */
  ServiceTotal(String service) {
    this.service = service;
  }

  /** Adds the counts, which take little memory. */
  void count(ConnectionReport connection) {
    connections++;
    bytes += connection.payloadBytes();
    samples += connection.samples();
    retransmits += connection.retransmits();
    segments += connection.fromClient().segments() + connection.fromServer().segments();
    zeroWindows += connection.fromClient().zeroWindows() + connection.fromServer().zeroWindows();
    failed +=
        switch (connection.end()) {
          case REFUSED, UNANSWERED -> 1;
          default -> 0;
        };
  }

  /** Adds the times, which take more. */
  void measure(ConnectionReport connection) {
    if (response == null) {
      fromClient = new Leg(histogram(), histogram());
      fromServer = new Leg(histogram(), histogram());
      response = histogram();
    }
    fromClient.add(connection.fromClient());
    fromServer.add(connection.fromServer());
    TimeDistribution times = connection.response();
    times.addTo(response);
  }

  private static Histogram histogram() {
    Histogram histogram = new Histogram(LOWEST_NS, HIGHEST_NS, 2);
    histogram.setAutoResize(true);
    return histogram;
  }

  String service() {
    return service;
  }

  long connections() {
    return connections;
  }

  long bytes() {
    return bytes;
  }

  long samples() {
    return samples;
  }

  long retransmits() {
    return retransmits;
  }

  long segments() {
    return segments;
  }

  long zeroWindows() {
    return zeroWindows;
  }

  /** Connections that were refused or unanswered. */
  long failed() {
    return failed;
  }

  /** What the clients sent. */
  Leg fromClient() {
    return fromClient;
  }

  /** What the servers sent. */
  Leg fromServer() {
    return fromServer;
  }

  Histogram response() {
    return response;
  }
}
