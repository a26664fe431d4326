package io.rttd.reporting.status;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.PairCounter;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.json.JsonTree;
import io.rttd.reporting.json.JsonWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * The health of a pair's connections in one interval, as {@code rttd top} shows it. Thousands are
 * kept, so counts are ints, up to {@link Integer#MAX_VALUE}.
 *
 * @param segments data segments that were sent for the first time
 * @param retransmits segments that were sent again
 * @param outOfOrder segments that the network reordered
 * @param zeroWindows times that the destination closed its window
 * @param zeroWindowMs for how long
 * @param connects connections begun
 * @param refused connections that a RST refused
 * @param unanswered connections without an answer
 * @param resets established connections that a RST ended
 */
public record ConnectionRow(
    int segments,
    int retransmits,
    int outOfOrder,
    int zeroWindows,
    int zeroWindowMs,
    int connects,
    int refused,
    int unanswered,
    int resets) {
  /** Nothing happened. */
  public static final ConnectionRow NONE = new ConnectionRow(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** What {@link #cells()} are called. */
  public static final List<String> HEADINGS =
      List.of(
          "segments", "retr %", "reorder", "zero win", "zero ms", "connects", "refused", "no answer",
          "resets");

  static ConnectionRow of(PairReport peer) {
    PairCounts counts = peer.counts();
    return new ConnectionRow(
        number(counts.get(PairCounter.SEGMENTS)),
        number(counts.get(PairCounter.RETRANSMITS)),
        number(counts.get(PairCounter.OUT_OF_ORDER)),
        number(counts.get(PairCounter.ZERO_WINDOWS)),
        number(counts.get(PairCounter.ZERO_WINDOW_NS) / 1_000_000),
        number(counts.get(PairCounter.CONNECTS)),
        number(counts.get(PairCounter.CONNECTS_REFUSED)),
        number(counts.get(PairCounter.CONNECTS_UNANSWERED)),
        number(counts.get(PairCounter.RESETS)));
  }

  private static int number(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  /** The figures as text, in the order of {@link #HEADINGS}. */
  public List<String> cells() {
    return List.of(
        Integer.toString(segments),
        segments == 0 ? "-" : String.format(Locale.ROOT, "%.2f", 100.0 * retransmits / segments),
        Integer.toString(outOfOrder),
        Integer.toString(zeroWindows),
        Integer.toString(zeroWindowMs),
        Integer.toString(connects),
        Integer.toString(refused),
        Integer.toString(unanswered),
        Integer.toString(resets));
  }

  /** Appends the figures to the array that is open. */
  void write(JsonWriter json) {
    json.value(segments).value(retransmits).value(outOfOrder);
    json.value(zeroWindows).value(zeroWindowMs);
    json.value(connects).value(refused).value(unanswered).value(resets);
  }

  /** Reads what {@link #write} wrote. */
  static ConnectionRow read(Iterator<JsonTree> cells) {
    return new ConnectionRow(
        number(cells.next().number()),
        number(cells.next().number()),
        number(cells.next().number()),
        number(cells.next().number()),
        number(cells.next().number()),
        number(cells.next().number()),
        number(cells.next().number()),
        number(cells.next().number()),
        number(cells.next().number()));
  }
}
