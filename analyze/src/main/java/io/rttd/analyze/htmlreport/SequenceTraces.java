package io.rttd.analyze.htmlreport;

import io.rttd.analyze.htmlreport.TracedConnection.Ends;
import io.rttd.model.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The events of the connections that may turn out to be interesting: those with the most bytes, the
 * most retransmissions, or the longest samples.
 *
 * <p>Every connection is recorded from its first packet. When their total capacity exceeds {@value
 * #MAX_EVENTS} events, all are dropped except the {@value #KEPT_OF_A_KIND} that lead by each of
 * these measures; a dropped connection that continues is recorded from there. Not thread-safe.
 */
final class SequenceTraces {
  /** About 45 bytes each. */
  static final int MAX_EVENTS = 1_200_000;

  static final int KEPT_OF_A_KIND = 60;

  private final Map<Ends, TracedConnection> latest = new HashMap<>();
  private List<TracedConnection> all = new ArrayList<>();
  private TracedConnection current;
  private int currentCapacity;
  private long capacity;

  /** Makes the connection of a segment the current one, which further events concern. */
  TracedConnection onSegment(Segment segment) {
    settle();
    if (current == null || !current.isBetween(segment)) {
      Ends ends = Ends.of(segment);
      current = latest.get(ends);
      if (current == null) {
        current = latest.get(ends.reversed());
      }
      if (current == null) {
        begin(ends, segment.frame);
      }
      currentCapacity = current.capacity();
    }
    current.onSegment(segment);
    return current;
  }

  /** Begins another connection between the same ends with this SYN. */
  TracedConnection onRestart(Segment syn) {
    if (current.firstFrame() != syn.frame) {
      Ends ends = current.ends();
      settle();
      begin(ends, syn.frame);
      currentCapacity = current.capacity();
      current.onSegment(syn);
    }
    return current;
  }

  private void begin(Ends ends, long frame) {
    current = new TracedConnection(ends, frame);
    latest.put(ends, current);
    all.add(current);
    capacity += current.capacity();
  }

  /** Accounts for the memory of the last events. */
  private void settle() {
    if (current == null) {
      return;
    }
    int now = current.capacity();
    capacity += now - currentCapacity;
    currentCapacity = now;
    if (capacity > MAX_EVENTS) {
      keepWhatMatters();
    }
  }

  private void keepWhatMatters() {
    Set<TracedConnection> kept = new LinkedHashSet<>();
    keepMost(TracedConnection::bytes, kept);
    keepMost(TracedConnection::retransmits, kept);
    keepMost(TracedConnection::longestNs, kept);
    all = new ArrayList<>(kept);
    latest.values().retainAll(kept);
    capacity = all.stream().mapToLong(TracedConnection::capacity).sum();
    current = null;
  }

  private void keepMost(ToLongFunction<TracedConnection> measure, Set<TracedConnection> kept) {
    all.stream()
        .filter(connection -> measure.applyAsLong(connection) > 0)
        .sorted(Comparator.comparingLong(measure).reversed())
        .limit(KEPT_OF_A_KIND)
        .forEach(kept::add);
  }

  /** Number of events that fit in total. */
  long capacity() {
    settle();
    return capacity;
  }

  /**
   * The connection between these ends whose record begins with one of these packets.
   *
   * @param ends in either order
   */
  Optional<TracedConnection> of(Ends ends, long firstFrame, long lastFrame) {
    return all.stream()
        .filter(
            connection ->
                connection.firstFrame() >= firstFrame && connection.firstFrame() <= lastFrame)
        .filter(
            connection ->
                connection.ends().equals(ends) || connection.ends().equals(ends.reversed()))
        .findFirst();
  }
}
