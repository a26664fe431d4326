package io.rttd.analyze;

import io.rttd.analyze.AnalysisPlan.Progress;
import io.rttd.analyze.text.StatusLine;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A progress bar with rate and time left, on a terminal, for work that takes longer than a second.
 * Not thread-safe.
 */
public final class ProgressBar implements Consumer<Progress>, AutoCloseable {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long REDRAW_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int BAR_CELLS = 24;
  private static final double MB = 1e6;

  private final StatusLine terminal;
  private final LongSupplier nanoClock;
  private final long startNs;
  private long drawAtNs;

  /** Creates a bar whose first second begins now. */
  public ProgressBar(StatusLine terminal, LongSupplier nanoClock) {
    this.terminal = terminal;
    this.nanoClock = nanoClock;
    this.startNs = nanoClock.getAsLong();
    this.drawAtNs = startNs + PATIENCE_NS;
  }

  @Override
  public void accept(Progress progress) {
    long nowNs = nanoClock.getAsLong();
    if (nowNs - drawAtNs >= 0) {
      drawAtNs = nowNs + REDRAW_NS;
      terminal.show(line(progress, (nowNs - startNs) / 1e9));
    }
  }

  private static String line(Progress progress, double seconds) {
    double bytesPerSecond = progress.bytesRead() / seconds;
    String rate =
        String.format(
            Locale.ROOT,
            "%.0f MB/s, %.1f M packets/s, %,d samples",
            bytesPerSecond / MB,
            progress.frames() / seconds / 1e6,
            progress.samples());
    if (progress.totalBytes() <= 0) {
      return String.format(Locale.ROOT, "%.0f MB read, %s", progress.bytesRead() / MB, rate);
    }
    double share = Math.min(1, (double) progress.bytesRead() / progress.totalBytes());
    int full = (int) (share * BAR_CELLS);
    double left = bytesPerSecond > 0 ? (1 - share) * progress.totalBytes() / bytesPerSecond : 0;
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%  %s, %s left",
        "#".repeat(full),
        ".".repeat(BAR_CELLS - full),
        100 * share,
        rate,
        duration(left));
  }

  private static String duration(double seconds) {
    long whole = Math.round(Math.ceil(seconds));
    return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }

  /** Removes the bar. */
  @Override
  public void close() {
    terminal.clear();
  }
}
