package io.rttd.daemon.logging;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest warnings and errors, for {@code rttd status}. Thread-safe. */
public final class RecentWarnings {
  private static final int MOST = 50;
  private static final int LONGEST = 500;

  private final Deque<Line> lines = new ArrayDeque<>();

  RecentWarnings() {}

  /**
   * A line of the log.
   *
   * @param time when
   * @param level WARN or ERROR
   * @param text what, in one line
   */
  public record Line(Instant time, String level, String text) {}

  synchronized void add(Line line) {
    String text = line.text();
    lines.add(
        text.length() <= LONGEST
            ? line
            : new Line(line.time(), line.level(), text.substring(0, LONGEST) + "..."));
    if (lines.size() > MOST) {
      lines.remove();
    }
  }

  /** The stored lines, oldest first. */
  public synchronized List<Line> lines() {
    return List.copyOf(lines);
  }
}
