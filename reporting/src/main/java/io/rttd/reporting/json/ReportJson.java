package io.rttd.reporting.json;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import io.rttd.reporting.Metric;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.TimeReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts that all of rttd's JSON shares: a pair's figures, and verdicts. Times are milliseconds,
 * as their names say; a missing figure is {@code null}.
 */
public final class ReportJson {
  private static final double NS_PER_MS = 1e6;

  private ReportJson() {}

  /**
   * Writes the fields of one pair into the object that is open.
   *
   * @param percentiles which percentiles of all samples and of the {@code prompt} ones, each above
   *     0 and at most 100
   */
  public static void writePair(JsonWriter json, PairReport pair, List<Double> percentiles) {
    boolean any = pair.count() > 0;
    json.field("src", pair.src()).field("dst", pair.dst());
    if (!pair.service().isEmpty()) {
      json.field("service_port", pair.service());
    }
    json.field("count", pair.count());
    writeCounts(json, pair.counts());
    writeMs(json, "last_ms", any, pair.rtt().lastNs());
    json.field("mean_ms", any ? ms(pair.rtt().meanNs()) : Double.NaN);
    writeMs(json, "min_ms", any, pair.rtt().minNs());
    for (double percentile : percentiles) {
      writeMs(json, nameOf(percentile), any, any ? pair.percentileNs(percentile) : 0);
    }
    writeMs(json, "max_ms", any, pair.rtt().maxNs());
    json.field("jitter_ms", ms(pair.rtt().jitterNs()));
    writePath(json, pair, percentiles);
    json.object("handshake").field("count", pair.rtt().handshakeCount());
    json.field("mean_ms", ms(pair.rtt().handshakeNs())).end();
    for (PairTime kind : PairTime.values()) {
      json.object(kind.text() + "_times");
      writeTimes(json, pair.time(kind), percentiles);
      json.end();
    }
  }

  private static void writeTimes(
      JsonWriter json, Optional<TimeReport> times, List<Double> percentiles) {
    boolean any = times.isPresent();
    json.field("count", times.map(TimeReport::count).orElse(0L));
    json.field("mean_ms", any ? ms(times.get().stats().meanNs()) : Double.NaN);
    writeMs(json, "min_ms", any, any ? times.get().stats().minNs() : 0);
    for (double percentile : percentiles) {
      writeMs(json, nameOf(percentile), any, any ? times.get().percentileNs(percentile) : 0);
    }
    writeMs(json, "max_ms", any, any ? times.get().stats().maxNs() : 0);
  }

  /** Writes each count as a field, times in milliseconds. */
  public static void writeCounts(JsonWriter json, PairCounts counts) {
    for (PairCounter counter : PairCounter.values()) {
      long value = counts.get(counter);
      if (counter.isTime()) {
        json.field(counter.text(), ms((double) value));
      } else {
        json.field(counter.text(), value);
      }
    }
  }

  private static void writePath(JsonWriter json, PairReport pair, List<Double> percentiles) {
    long count = pair.path().getTotalCount();
    boolean any = count > 0;
    json.object("path").field("count", count);
    writeMs(json, "min_ms", any, any ? pair.pathMinNs() : 0);
    for (double percentile : percentiles) {
      writeMs(json, nameOf(percentile), any, any ? pair.pathPercentileNs(percentile) : 0);
    }
    json.end();
  }

  /** Writes the account of segments, and the number of ACKs that covered them. */
  public static void writeSegments(JsonWriter json, SegmentAccount segments) {
    json.object("segments");
    json.field("entered", segments.entered());
    json.field("acknowledged", segments.acknowledged());
    json.field("abandoned", segments.abandoned());
    json.field("not_timed", segments.untimed());
    json.field("outstanding", segments.outstanding()).end();
    json.field("acks", segments.acks());
  }

  /** Writes each verdict's count as a field, including those that did not occur. */
  public static void writeVerdicts(JsonWriter json, Map<Verdict, Long> verdicts) {
    json.object("verdicts");
    for (Verdict verdict : Verdict.values()) {
      json.field(verdict.text(), verdicts.getOrDefault(verdict, 0L));
    }
    json.end();
  }

  /** The name of a counter within the object {@code packets}, where frames are {@code read}. */
  public static String nameOf(CaptureCounter counter) {
    return counter == CaptureCounter.PACKETS ? "read" : counter.id();
  }

  private static String nameOf(double percentile) {
    return Metric.percentileWord(percentile) + "_ms";
  }

  private static void writeMs(JsonWriter json, String name, boolean any, long ns) {
    json.field(name, any ? ms((double) ns) : Double.NaN);
  }

  private static double ms(double ns) {
    return ns / NS_PER_MS;
  }
}
