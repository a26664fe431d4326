package io.rttd.daemon.logging;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Keeps a fault that repeats from filling the log: of lines that differ only in their numbers, only
 * a limited number per minute pass; the others are counted, and the next one that passes gives the
 * count. Not thread-safe.
 */
final class StormFilter {
  static final int LINES_A_MINUTE = 20;

  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_KINDS = 1_000;
  private static final Pattern NUMBERS = Pattern.compile("[0-9]+");

  private final LongSupplier nanoClock;
  private final Map<String, Kind> kinds = new HashMap<>();

  StormFilter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  private static final class Kind {
    private long sinceNs;
    private int lines;
    private long left;
  }

  /** A suffix for the line, possibly empty; or null to drop the line. */
  String judge(String line) {
    long nowNs = nanoClock.getAsLong();
    if (kinds.size() >= MAX_KINDS) {
      kinds.clear();
    }
    Kind kind = kinds.computeIfAbsent(NUMBERS.matcher(line).replaceAll("#"), unused -> new Kind());
    String more = "";
    if (kind.lines == 0 || nowNs - kind.sinceNs >= MINUTE_NS) {
      more = kind.left == 0 ? "" : " (and " + kind.left + " more like this since the last one)";
      kind.sinceNs = nowNs;
      kind.lines = 0;
      kind.left = 0;
    }
    kind.lines++;
    if (kind.lines < LINES_A_MINUTE) {
      return more;
    }
    if (kind.lines == LINES_A_MINUTE) {
      return more + " (for the next minute, more like this are only counted)";
    }
    kind.left++;
    return null;
  }
}
