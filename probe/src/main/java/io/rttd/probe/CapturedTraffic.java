package io.rttd.probe;

import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.DirectionReport;
import io.rttd.analyze.connection.TimeDistribution;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What a capture shows of some connections together. Immutable: any thread.
 *
 * <p>Client and server are those of {@link ConnectionReport}: of a connection whose SYN was not
 * captured and whose server's port is unknown, the client is the end that sent the first packet.
 */
public class CapturedTraffic {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final List<ConnectionReport> connections;

  /** Takes a list that does not change. */
  CapturedTraffic(List<ConnectionReport> connections) {
    this.connections = connections;
  }

  /** Number of connections. */
  public int count() {
    return connections.size();
  }

  /** All RTT samples, of both directions. */
  public Distribution rtt() {
    return rtt(Direction.BOTH);
  }

  /** All RTT samples of the data that goes this way. */
  public Distribution rtt(Direction direction) {
    return distribution("RTT", directions(direction).map(DirectionReport::rtt));
  }

  /** The RTT samples whose receiver had no reason to delay its ACK, of both directions. */
  public Distribution path() {
    return path(Direction.BOTH);
  }

  /** As {@link #path()}, of the data that goes this way. */
  public Distribution path(Direction direction) {
    return distribution("path RTT", directions(direction).map(DirectionReport::path));
  }

  /** Times from SYN to SYN/ACK. */
  public Distribution handshake() {
    Histogram timesNs = new Histogram(SIGNIFICANT_DIGITS);
    connections.stream()
        .mapToLong(ConnectionReport::handshakeNs)
        .filter(ns -> ns != ConnectionReport.NO_HANDSHAKE)
        .forEach(timesNs::recordValue);
    return new Distribution("handshake", timesNs);
  }

  /** Times from the last segment of a request to the first of its answer. */
  public Distribution response() {
    return distribution("response time", connections.stream().map(ConnectionReport::response));
  }

  /** Packets that went this way; after an offload, one may stand for several on the wire. */
  public long packets(Direction direction) {
    return sum(direction, DirectionReport::packets);
  }

  /** TCP payload that went this way, in bytes. */
  public long payloadBytes(Direction direction) {
    return sum(direction, DirectionReport::payloadBytes);
  }

  /** Data segments that were sent for the first time; of a super-segment, what it is split into. */
  public long segments(Direction direction) {
    return sum(direction, DirectionReport::segments);
  }

  /** Segments that were sent again. */
  public long retransmits(Direction direction) {
    return sum(direction, DirectionReport::retransmits);
  }

  /**
   * {@link #retransmits} divided by {@link #segments}.
   *
   * @return NaN when no data was sent
   */
  public double retransmitRatio(Direction direction) {
    long segments = segments(direction);
    return segments == 0 ? Double.NaN : (double) retransmits(direction) / segments;
  }

  /** Times that the receiver closed its window to the data that goes this way. */
  public long zeroWindows(Direction direction) {
    return sum(direction, DirectionReport::zeroWindows);
  }

  private long sum(Direction direction, ToLongFunction<DirectionReport> count) {
    return directions(direction).mapToLong(count).sum();
  }

  private Stream<DirectionReport> directions(Direction direction) {
    Function<ConnectionReport, Stream<DirectionReport>> reports =
        switch (direction) {
          case BOTH -> each -> Stream.of(each.fromClient(), each.fromServer());
          case TO_SERVER -> each -> Stream.of(each.fromClient());
          case TO_CLIENT -> each -> Stream.of(each.fromServer());
        };
    return connections.stream().flatMap(reports);
  }

  private static Distribution distribution(String name, Stream<TimeDistribution> times) {
    Histogram sumNs = new Histogram(SIGNIFICANT_DIGITS);
    times.forEach(each -> each.forEach(sumNs::recordValueWithCount));
    return new Distribution(name, sumNs);
  }
}
