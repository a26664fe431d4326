package io.rttd.daemon.status;

import io.rttd.reporting.status.Interval;
import io.rttd.reporting.status.IntervalCodec;
import io.rttd.top.TopSource;
import java.io.IOException;
import java.util.List;

/** The intervals of a running daemon, even if it was restarted. Single-threaded. */
public final class DaemonTopSource implements TopSource {
  private final StatusClient client;
  private long last;

  /** Queries the daemon through this client. */
  public DaemonTopSource(StatusClient client) {
    this.client = client;
  }

  @Override
  public List<Interval> poll() throws IOException {
    IntervalCodec.Answer answer = IntervalCodec.read(client.ask("intervals " + last));
    if (answer.last() < last) {
      // Decreasing numbers mean that the daemon was restarted.
      answer = IntervalCodec.read(client.ask("intervals 0"));
    }
    last = answer.last();
    return answer.intervals();
  }
}
