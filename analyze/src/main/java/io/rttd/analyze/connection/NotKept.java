package io.rttd.analyze.connection;

import io.rttd.reporting.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is missing from the records of connections for lack of memory. Immutable.
 *
 * @param packets packets of connections that have no record
 * @param samples RTT samples of connections that have no record
 * @param times RTTs and response times that are missing from a connection that has a record
 * @param timesRounded RTTs and response times that were counted with the nearest one of their
 *     connection, so that percentiles are less exact
 */
public record NotKept(long packets, long samples, long times, long timesRounded) {
  /** Nothing. */
  public static final NotKept NOTHING = new NotKept(0, 0, 0, 0);

  /** What is missing, in words; empty if nothing is. */
  public Optional<String> words() {
    List<String> words = new ArrayList<>();
    if (packets > 0) {
      words.add(
          Counted.text(packets, "packet")
              + " and "
              + Counted.text(samples, "sample")
              + " belong to connections that are missing");
    }
    if (times > 0) {
      words.add(Counted.text(times, "RTT or response time") + " missing");
    }
    if (timesRounded > 0) {
      words.add(
          Counted.text(timesRounded, "RTT or response time")
              + " rounded, so percentiles of connections are less exact");
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }
}
