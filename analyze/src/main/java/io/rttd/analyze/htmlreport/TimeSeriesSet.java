package io.rttd.analyze.htmlreport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The series of the subjects that may turn out to be the busiest.
 *
 * <p>Each subject begins a series with its first event. When all series together exceed {@value
 * #MAX_UNITS} units of 256 bytes, those of the subjects with the fewest samples are dropped until
 * half of that is left; a subject whose series was dropped begins another one, which then does not
 * cover all of the subject. So memory is bounded, and subjects with many samples keep their series
 * from the start, unless they were among the quietest when room was made. Not thread-safe.
 *
 * @param <K> key of a subject
 */
final class TimeSeriesSet<K> {
  static final int MAX_UNITS = 1 << 18;

  /** Buckets of one series. */
  static final int MAX_BUCKETS = 480;

  private static final int SIGNIFICANT_DIGITS = 1;

  private final Map<K, TimeSeries> series = new LinkedHashMap<>();
  private int units;
  private K latestKey;
  private TimeSeries latest;

  /** One event of a subject. */
  @FunctionalInterface
  interface Event {
    void addTo(TimeSeries series);
  }

  /** Adds an event to a subject's series. */
  void add(K key, Event event) {
    if (latest == null || !key.equals(latestKey)) {
      latestKey = key;
      latest =
          series.computeIfAbsent(key, unused -> new TimeSeries(MAX_BUCKETS, SIGNIFICANT_DIGITS));
    }
    int before = latest.units();
    event.addTo(latest);
    units += latest.units() - before;
    if (units > MAX_UNITS) {
      dropTheQuietest();
    }
  }

  private void dropTheQuietest() {
    List<Map.Entry<K, TimeSeries>> quietestFirst = new ArrayList<>(series.entrySet());
    quietestFirst.sort(Comparator.comparingLong(subject -> subject.getValue().samples()));
    for (Map.Entry<K, TimeSeries> quiet : quietestFirst) {
      if (units <= MAX_UNITS / 2) {
        break;
      }
      units -= quiet.getValue().units();
      series.remove(quiet.getKey());
    }
    latest = null;
  }

  /** Memory used by all series. */
  int units() {
    return units;
  }

  /** The series of a subject, if it has one. */
  Optional<TimeSeries> of(K key) {
    return Optional.ofNullable(series.get(key));
  }
}
