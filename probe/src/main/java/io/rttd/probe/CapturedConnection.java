package io.rttd.probe;

import io.rttd.analyze.connection.ConnectionEnd;
import io.rttd.analyze.connection.ConnectionReport;
import java.time.Duration;
import java.util.List;

/** What a capture shows of one connection. Immutable: any thread. */
public final class CapturedConnection extends CapturedTraffic {
  private final ConnectionReport report;

  CapturedConnection(ConnectionReport report) {
    super(List.of(report));
    this.report = report;
  }

  /** The end that began the connection: {@code 198.18.0.1:40000} or {@code [2001:db8::1]:40000}. */
  public String client() {
    return report.client().toString();
  }

  /** The other end. */
  public String server() {
    return report.server().toString();
  }

  /** From its first captured packet to its last. */
  public Duration duration() {
    return Duration.ofNanos(report.durationNs());
  }

  /** How it ended, as far as the capture shows. */
  public ConnectionEnd end() {
    return report.end();
  }

  /** Everything that analyze knows of it, times in ns. */
  public ConnectionReport report() {
    return report;
  }

  /** Both ends, as {@link CaptureFile#connection} takes them. */
  @Override
  public String toString() {
    return report.toString();
  }
}
