package io.rttd.analyze.connection;

import io.rttd.model.Segment;
import java.util.Optional;

/**
 * One TCP connection of a capture: from its first captured packet to its last. A SYN that reuses
 * the addresses and ports of an earlier connection begins a new one. Immutable.
 *
 * @param number from 1, in the order of the first packets
 * @param client the end that sent the SYN; where no SYN was captured, the end whose server has a
 *     port with a service, else the end that sent the first packet
 * @param server the other end
 * @param serverKnown whether a SYN or a service's port tells which end is the server
 * @param service name of the server port's service; empty if it has none
 * @param complete whether the SYN was captured
 * @param firstFrame number of the first packet within the capture, from 1
 * @param lastFrame number of the last packet
 * @param firstNs when the first packet passed, ns since the epoch; {@link Segment#NO_TIME} if no
 *     packet has a time
 * @param lastNs when the last packet passed
 * @param end how it ended
 * @param handshakeNs from SYN to SYN/ACK; {@link #NO_HANDSHAKE} if not measured
 * @param response from the last segment of each request to the first of its response
 * @param fromClient what the client sent
 * @param fromServer what the server sent
 */
public record ConnectionReport(
    int number,
    Endpoint client,
    Endpoint server,
    boolean serverKnown,
    String service,
    boolean complete,
    long firstFrame,
    long lastFrame,
    long firstNs,
    long lastNs,
    ConnectionEnd end,
    long handshakeNs,
    TimeDistribution response,
    DirectionReport fromClient,
    DirectionReport fromServer) {

  /** {@link #handshakeNs} of a connection whose handshake was not measured. */
  public static final long NO_HANDSHAKE = -1;

  /** From the first packet to the last, in ns; 0 if no packet has a time. */
  public long durationNs() {
    return lastNs - firstNs;
  }

  /** Packets in both directions. */
  public long packets() {
    return fromClient.packets() + fromServer.packets();
  }

  /** TCP payload in both directions. */
  public long payloadBytes() {
    return fromClient.payloadBytes() + fromServer.payloadBytes();
  }

  /** RTT samples in both directions. */
  public long samples() {
    return fromClient.rtt().count() + fromServer.rtt().count();
  }

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
   * Whether the server is at the end of the far leg, so that the client's data has the longer RTT:
   * that of the local end, if just one end is local and its data has samples; else by the medians.
   *
   * @param local the address that looks local, if one does
   */
  public boolean isServerFarther(Optional<String> local) {
    boolean clientIsLocal = local.filter(client.address().toString()::equals).isPresent();
    boolean serverIsLocal = local.filter(server.address().toString()::equals).isPresent();
    if (clientIsLocal != serverIsLocal) {
      TimeDistribution far = clientIsLocal ? fromClient.rtt() : fromServer.rtt();
      if (far.count() > 0) {
        return clientIsLocal;
      }
    }
    return fromClient.rtt().percentileNs(50) >= fromServer.rtt().percentileNs(50);
  }

  /** The direction whose RTT is that of the far leg, see {@link #isServerFarther}. */
  public DirectionReport farLeg(Optional<String> local) {
    return isServerFarther(local) ? fromClient : fromServer;
  }

  /** The service's name, else the server's port, else empty. */
  public String serviceOrPort() {
    if (!service.isEmpty()) {
      return service;
    }
    return serverKnown ? Integer.toString(server.port()) : "";
  }

  /** {@code 198.18.0.1:40000-198.18.0.2:80}, as {@code --explain} takes it. */
  @Override
  public String toString() {
    return client + "-" + server;
  }
}
