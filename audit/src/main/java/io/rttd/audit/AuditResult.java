package io.rttd.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The result of an audit.
 *
 * @param interfaces names of the interfaces
 * @param duration length of the audit
 * @param packets number of captured packets
 * @param lost number of packets that the kernel dropped before they were read
 * @param connections those that both have measured; disagreeing ones first, then by number of
 *     samples
 * @param unasked connections with samples that ended before the kernel was queried
 * @param idle connections that the kernel knows, but that sent no data here
 * @param beyond connections left out because there are too many
 */
public record AuditResult(
    List<String> interfaces,
    Duration duration,
    long packets,
    long lost,
    List<ConnectionAudit> connections,
    long unasked,
    long idle,
    long beyond) {
  static AuditResult of(List<String> names, Duration duration, List<AuditedInterface> interfaces) {
    long packets = 0;
    long lost = 0;
    long unasked = 0;
    long idle = 0;
    long beyond = 0;
    List<ConnectionAudit> audits = new ArrayList<>();
    for (AuditedInterface each : interfaces) {
      packets += each.packets();
      lost += each.lost();
      beyond += each.ledger().beyond();
      for (AuditedConnection connection : each.ledger().connections()) {
        if (connection.rttNs().getTotalCount() == 0) {
          idle++;
        } else if (connection.latest() == null) {
          unasked++;
        } else {
          audits.add(ConnectionAudit.of(connection, each.lost() > 0));
        }
      }
    }
    audits.sort(
        Comparator.comparing(ConnectionAudit::agreement)
            .thenComparing(ConnectionAudit::samples)
            .reversed()
            .thenComparing(ConnectionAudit::local));
    return new AuditResult(
        names, duration, packets, lost, List.copyOf(audits), unasked, idle, beyond);
  }

  /** Number of connections with this agreement. */
  public long count(Agreement agreement) {
    return connections.stream().filter(each -> each.agreement() == agreement).count();
  }
}
