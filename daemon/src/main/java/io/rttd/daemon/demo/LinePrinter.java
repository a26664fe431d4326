package io.rttd.daemon.demo;

import io.rttd.analyze.console.Console;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints each line that DogStatsD received, with a heading per report. Lines arrive on the
 * listener's thread; begin and end are called on the demo's. A new report starts after a pause, or
 * when a gauge repeats.
 */
final class LinePrinter {
  /** Lines closer than this belong to the same report. */
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(700);

  private static final int LONGEST_LINE = 150;

  private final Console console;
  private final Set<String> gauges = new HashSet<>();
  private long lastLineNs;
  private int reports;
  private long lines;

  LinePrinter(Console console) {
    this.console = console;
  }

  /** Called before the first report. */
  synchronized void begin() {
    lastLineNs = System.nanoTime() - PAUSE_NS;
  }

  synchronized void onLine(String line) {
    long nowNs = System.nanoTime();
    boolean repeated = isGauge(line) && !gauges.add(nameAndTags(line));
    if (repeated || nowNs - lastLineNs >= PAUSE_NS) {
      gauges.clear();
      gauges.add(nameAndTags(line));
      reports++;
      console
          .out()
          .print("\n" + console.bold("Report " + reports + ", as DogStatsD received it") + "\n");
    }
    lastLineNs = nowNs;
    lines++;
    console.out().print("  " + decorate(line) + "\n");
    console.out().flush();
  }

  private static boolean isGauge(String line) {
    return line.contains("|g|");
  }

  private static String nameAndTags(String line) {
    return line.substring(0, line.indexOf(':') + 1) + line.substring(line.indexOf('|') + 1);
  }

  private String decorate(String line) {
    String shown =
        line.length() <= LONGEST_LINE
            ? line
            : line.substring(0, LONGEST_LINE - 40) + "… (" + line.length() + " characters)";
    int name = shown.indexOf(':');
    int tags = shown.indexOf("|#");
    return name < 0 || tags < name
        ? shown
        : console.cyan(shown.substring(0, name))
            + shown.substring(name, tags)
            + console.dim(shown.substring(tags));
  }

  /** Waits briefly for lines in flight. */
  void end() {
    long seen;
    do {
      seen = lines();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    } while (lines() > seen);
  }

  private synchronized long lines() {
    return lines;
  }
}
