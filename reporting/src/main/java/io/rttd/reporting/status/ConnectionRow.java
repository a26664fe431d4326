package io.rttd.reporting.status;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.json.JsonTree;
import io.rttd.reporting.json.JsonWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * The health of a pair's connections in one interval, as {@code rttd top} shows it. Thousands are
 * stored, so counts are ints, up to {@link Integer#MAX_VALUE}.
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
 * @param handshakeP50 half of the times from SYN to SYN/ACK are not above it, ms, or NaN
 * @param responseP50 half of the response times are not above it, ms, or NaN
 * @param responseP99 99 of 100 response times are not above it, ms, or NaN
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
    int resets,
    float handshakeP50,
    float responseP50,
    float responseP99) {
  /** A row without events. */
  public static final ConnectionRow NONE =
      new ConnectionRow(0, 0, 0, 0, 0, 0, 0, 0, 0, Float.NaN, Float.NaN, Float.NaN);

  /** Headings of {@link #cells()}. */
  public static final List<String> HEADINGS =
      List.of(
          "resp p50",
          "resp p99",
          "segments",
          "retr %",
          "reorder",
          "zero win",
          "zero ms",
          "connects",
          "refused",
          "no answer",
          "resets",
          "syn p50");

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
        number(counts.get(PairCounter.RESETS)),
        ms(peer, PairTime.HANDSHAKE, 50),
        ms(peer, PairTime.RESPONSE, 50),
        ms(peer, PairTime.RESPONSE, 99));
  }

  private static float ms(PairReport peer, PairTime kind, double percentile) {
    return peer.time(kind)
        .map(times -> (float) (times.percentileNs(percentile) / 1e6))
        .orElse(Float.NaN);
  }

  private static String text(float ms) {
    return Float.isNaN(ms) ? "-" : String.format(Locale.ROOT, ms < 100 ? "%.3f" : "%.0f", ms);
  }

  private static int number(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  /** The figures as text, in the order of {@link #HEADINGS}. */
  public List<String> cells() {
    return List.of(
        text(responseP50),
        text(responseP99),
        Integer.toString(segments),
        segments == 0 ? "-" : String.format(Locale.ROOT, "%.2f", 100.0 * retransmits / segments),
        Integer.toString(outOfOrder),
        Integer.toString(zeroWindows),
        Integer.toString(zeroWindowMs),
        Integer.toString(connects),
        Integer.toString(refused),
        Integer.toString(unanswered),
        Integer.toString(resets),
        text(handshakeP50));
  }

  /** Appends the figures to the open array. */
  void write(JsonWriter json) {
    json.value(segments).value(retransmits).value(outOfOrder);
    json.value(zeroWindows).value(zeroWindowMs);
    json.value(connects).value(refused).value(unanswered).value(resets);
    json.value((double) handshakeP50).value((double) responseP50).value((double) responseP99);
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
        number(cells.next().number()),
        (float) cells.next().decimal(),
        (float) cells.next().decimal(),
        (float) cells.next().decimal());
  }
}
