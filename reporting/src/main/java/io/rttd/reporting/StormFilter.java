package io.rttd.reporting;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps a repeating fault from filling the log: of each kind of line, a fixed number per minute
 * passes; the others are counted, and the next one that passes says how many there were. Not
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
   * @param nanoClock any clock that does not run backwards, in ns
   * @param linesPerMinute how many lines of a kind pass
   * @param maxKinds how many kinds are remembered; beyond it, all are forgotten
   */
  public StormFilter(LongSupplier nanoClock, int linesPerMinute, int maxKinds) {
    this.nanoClock = nanoClock;
    this.linesPerMinute = linesPerMinute;
    this.maxKinds = maxKinds;
  }

  /** What to append to a line of this kind, possibly nothing; or null if it must not pass. */
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
