package io.rttd.reporting;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Prevents a repeating fault from filling the log: a fixed number of lines per kind and minute
 * pass; the others are counted, and the next line that passes says how many there were. Not
 * thread-safe.
 */
public final class StormFilter {
  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoClock;
  private final int linesPerMinute;
  private final int maxKinds;
  private final Map<String, Kind> kinds = new HashMap<>();

  private static final class Kind {
    private long sinceNs;
    private int lines;
    private long leftOut;
  }

  /**
   * Creates a filter.
   *
   * @param nanoClock any monotonic clock, in ns
   * @param linesPerMinute number of lines of a kind that pass
   * @param maxKinds number of kinds that are remembered; beyond it, all are forgotten
   */
  public StormFilter(LongSupplier nanoClock, int linesPerMinute, int maxKinds) {
    this.nanoClock = nanoClock;
    this.linesPerMinute = linesPerMinute;
    this.maxKinds = maxKinds;
  }

  /**
   * Returns the text to append to a line of this kind, possibly empty; null if the line must not
   * pass.
   */
  public String judge(String name) {
    long nowNs = nanoClock.getAsLong();
    if (kinds.size() >= maxKinds && !kinds.containsKey(name)) {
      kinds.clear();
    }
    Kind kind = kinds.computeIfAbsent(name, unused -> new Kind());
    String more = "";
    if (kind.lines == 0 || nowNs - kind.sinceNs >= MINUTE_NS) {
      more =
          kind.leftOut == 0 ? "" : " (and " + kind.leftOut + " more like this since the last one)";
      kind.sinceNs = nowNs;
      kind.lines = 0;
      kind.leftOut = 0;
    }
    if (kind.lines == linesPerMinute) {
      kind.leftOut++;
      return null;
    }
    kind.lines++;
    boolean lastOfSeveral = kind.lines == linesPerMinute && linesPerMinute > 1;
    return lastOfSeveral ? more + " (for the next minute, more like this are only counted)" : more;
  }
}
