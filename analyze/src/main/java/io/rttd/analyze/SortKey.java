package io.rttd.analyze;

import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.DirectionReport;
import io.rttd.analyze.connection.ServiceReport;
import io.rttd.analyze.connection.TimeDistribution;
import io.rttd.model.PairTime;
import io.rttd.reporting.PairReport;
import java.util.Locale;
import java.util.Optional;

/** Key by which the result is sorted, the largest first. */
public enum SortKey {
  /** Number of RTT samples. */
  COUNT,
  P50,
  P99,
  /** Number of retransmitted segments. */
  RETRANSMITS,
  /** Median response time. */
  RESPONSE,
  /** Payload in both directions; pairs have none. */
  BYTES;

  /** The key of a pair; NaN without one. */
  double of(PairReport pair) {
    boolean any = pair.count() > 0;
    return switch (this) {
      case COUNT -> pair.count();
      case P50 -> any ? pair.percentileNs(50) : Double.NaN;
      case P99 -> any ? pair.percentileNs(99) : Double.NaN;
      case RETRANSMITS -> pair.retransmits();
      case RESPONSE ->
          pair.time(PairTime.RESPONSE).map(t -> (double) t.percentileNs(50)).orElse(Double.NaN);
      case BYTES -> Double.NaN;
    };
  }

  /** The key of a connection, whose RTT is that of its far leg. */
  double of(ConnectionReport connection, Optional<String> local) {
    DirectionReport far = connection.farLeg(local);
    return switch (this) {
      case COUNT -> connection.samples();
      case P50 -> percentile(far.rtt(), 50);
      case P99 -> percentile(far.rtt(), 99);
      case RETRANSMITS -> connection.retransmits();
      case RESPONSE -> percentile(connection.response(), 50);
      case BYTES -> connection.payloadBytes();
    };
  }

  /** The key of a service. */
  double of(ServiceReport service) {
    return switch (this) {
      case COUNT -> service.fromClient().rtt().count() + service.fromServer().rtt().count();
      case P50 -> percentile(service.farRtt(), 50);
      case P99 -> percentile(service.farRtt(), 99);
      case RETRANSMITS -> service.retransmits();
      case RESPONSE -> percentile(service.response(), 50);
      case BYTES -> service.fromClient().payloadBytes() + service.fromServer().payloadBytes();
    };
  }

  private static double percentile(TimeDistribution times, double percentile) {
    return times.count() > 0 ? times.percentileNs(percentile) : Double.NaN;
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
