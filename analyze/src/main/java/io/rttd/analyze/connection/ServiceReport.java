package io.rttd.analyze.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All connections to one service: those whose server has the same service name, or else the same
 * port. Immutable.
 *
 * @param service the name or the port; empty for connections whose server is not known
 * @param connections number of connections
 * @param refused connections that were refused
 * @param unanswered connections without an answer
 * @param resets connections that a RST ended
 * @param handshake from SYN to SYN/ACK
 * @param response from request to response
 * @param fromClient what all clients sent
 * @param fromServer what all servers sent
 * @param farRtt RTT samples of the connections' {@linkplain ConnectionReport#farLeg far legs}
 * @param farPath the {@code prompt} samples among them
 */
public record ServiceReport(
    String service,
    long connections,
    long refused,
    long unanswered,
    long resets,
    TimeDistribution handshake,
    TimeDistribution response,
    DirectionReport fromClient,
    DirectionReport fromServer,
    TimeDistribution farRtt,
    TimeDistribution farPath) {

  /** Retransmitted segments in both directions. */
  public long retransmits() {
    return fromClient.retransmits() + fromServer.retransmits();
  }

  /**
   * Retransmits per segment sent for the first time, in both directions; NaN if no segment was
   * sent.
   */
  public double retransmitRatio() {
    return DirectionReport.retransmitRatio(
        retransmits(), fromClient.segments() + fromServer.segments());
  }

  /**
   * The services of some connections, those with the most connections first.
   *
   * @param local the end that looks local, if one does
   */
  public static List<ServiceReport> of(
      Collection<ConnectionReport> connections, Optional<String> local) {
    Map<String, Sum> sums = new TreeMap<>();
    for (ConnectionReport connection : connections) {
      sums.computeIfAbsent(connection.serviceOrPort(), Sum::new).add(connection, local);
    }
    List<ServiceReport> reports = new ArrayList<>();
    sums.values().forEach(sum -> reports.add(sum.toReport()));
    reports.sort(Comparator.comparingLong(ServiceReport::connections).reversed());
    return reports;
  }

  /** A blank service, for the names of all figures. */
  public static ServiceReport blank() {
    return new Sum("").toReport();
  }

  private static final class Sum {
    private final String service;
    private final long[] ends = new long[ConnectionEnd.values().length];
    private final TimeDistribution handshake = TimeDistribution.create();
    private final TimeDistribution response = TimeDistribution.create();
    private final TimeDistribution farRtt = TimeDistribution.create();
    private final TimeDistribution farPath = TimeDistribution.create();
    private final DirectionSum fromClient = new DirectionSum();
    private final DirectionSum fromServer = new DirectionSum();
    private long connections;

    Sum(String service) {
      this.service = service;
    }

    void add(ConnectionReport connection, Optional<String> local) {
      connections++;
      ends[connection.end().ordinal()]++;
      if (connection.handshakeNs() != ConnectionReport.NO_HANDSHAKE) {
        handshake.record(connection.handshakeNs(), RecordMemory.unlimited());
      }
      response.add(connection.response());
      DirectionReport far = connection.farLeg(local);
      farRtt.add(far.rtt());
      farPath.add(far.path());
      fromClient.add(connection.fromClient());
      fromServer.add(connection.fromServer());
    }

    ServiceReport toReport() {
      return new ServiceReport(
          service,
          connections,
          ends[ConnectionEnd.REFUSED.ordinal()],
          ends[ConnectionEnd.UNANSWERED.ordinal()],
          ends[ConnectionEnd.RESET.ordinal()],
          handshake,
          response,
          fromClient.report,
          fromServer.report,
          farRtt,
          farPath);
    }
  }

  private static final class DirectionSum {
    private final TimeDistribution rtt = TimeDistribution.create();
    private final TimeDistribution path = TimeDistribution.create();
    private DirectionReport report = DirectionReport.NONE;

    void add(DirectionReport more) {
      rtt.add(more.rtt());
      path.add(more.path());
      report = report.plus(more, rtt, path);
    }
  }
}
