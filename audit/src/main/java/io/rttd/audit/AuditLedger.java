package io.rttd.audit;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.pipeline.sockets.TcpInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one interface, filled by the engine and by the kernel's answers. It contains
 * only data that this host sends. Confined to the audit's thread.
 */
final class AuditLedger implements VerdictListener {
  /** Maximum number of connections; each takes a few kilobytes. */
  private static final int MOST_CONNECTIONS = 20_000;

  /** More payload than this does not fit into an Ethernet frame: it is a super-segment. */
  private static final int LARGEST_PAYLOAD = 1_460;

  /** A SYN is sent again after 1 s, and once more after 2 s (RFC 6298 2.1, 5.5). */
  private static final long SYN_RETRANSMISSION_NS = TimeUnit.SECONDS.toNanos(3);

  private final Map<ConnectionKey, AuditedConnection> connections = new HashMap<>();
  private final List<AuditedConnection> asked = new ArrayList<>();
  private final ConnectionKey key = new ConnectionKey();
  private long firstNs = Segment.NO_TIME;
  private long beyond;

  @Override
  public void onSegment(Segment segment) {
    if (firstNs == Segment.NO_TIME) {
      firstNs = segment.timeNs;
    }
    if (segment.has(TcpFlags.SYN) && (segment.timed & Segment.TIMED_SRC) != 0) {
      setSender(segment);
      AuditedConnection known = connections.get(key);
      if (known == null || !known.hasBegunWith(segment.seq)) {
        ConnectionKey own = key.copy();
        boolean early = segment.timeNs - firstNs <= SYN_RETRANSMISSION_NS;
        put(own, AuditedConnection.begun(own, segment.seq, early));
      }
    }
  }

  @Override
  public void onTransmission(Segment segment, int wireSegments, boolean again) {
    setSender(segment);
    AuditedConnection connection = findOrAdd();
    if (connection != null) {
      connection.addTransmission(
          wireSegments, again, segment.payloadLength > 0, segment.payloadLength > LARGEST_PAYLOAD);
    }
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    if (!verdict.verdict().isSample()) {
      return;
    }
    Segment ack = verdict.acknowledgement();
    key.set(ack.dstHi, ack.dstLo, ack.dstPort, ack.srcHi, ack.srcLo, ack.srcPort);
    AuditedConnection connection = findOrAdd();
    if (connection != null) {
      connection.addSample(verdict.rttNs(), verdict.sampleClass() == SampleClass.PROMPT);
    }
  }

  /** Handles the kernel's answer about a connection, which may belong to another interface. */
  void onKernel(ConnectionKey of, TcpInfo info) {
    AuditedConnection connection = connections.get(of);
    if (connection == null) {
      ConnectionKey own = of.copy();
      connection = put(own, AuditedConnection.older(own));
    }
    if (connection != null) {
      connection.onKernel(info);
      asked.add(connection);
    }
  }

  /** Called once everything captured before the kernel's latest answers has been handled. */
  void settle() {
    asked.forEach(AuditedConnection::settle);
    asked.clear();
  }

  /** All connections. */
  Collection<AuditedConnection> connections() {
    return Collections.unmodifiableCollection(connections.values());
  }

  /** Number of times that a connection was left out because there were too many. */
  long beyond() {
    return beyond;
  }

  private void setSender(Segment segment) {
    key.set(
        segment.srcHi,
        segment.srcLo,
        segment.srcPort,
        segment.dstHi,
        segment.dstLo,
        segment.dstPort);
  }

  private AuditedConnection findOrAdd() {
    AuditedConnection known = connections.get(key);
    if (known != null) {
      return known;
    }
    ConnectionKey own = key.copy();
    return put(own, AuditedConnection.older(own));
  }

  private AuditedConnection put(ConnectionKey own, AuditedConnection connection) {
    if (connections.size() >= MOST_CONNECTIONS && !connections.containsKey(own)) {
      beyond++;
      return null;
    }
    connections.put(own, connection);
    return connection;
  }
}
