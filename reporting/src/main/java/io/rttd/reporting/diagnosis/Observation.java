package io.rttd.reporting.diagnosis;

import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.OneWaySegments;
import io.rttd.model.Verdict;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import java.util.EnumMap;
import java.util.Map;

/**
 * Traffic and measurements of some time.
 *
 * @param counts the capture's counts
 * @param entered segments that an ACK could have timed
 * @param oneWay segments of flows whose other direction was not seen
 * @param verdicts how often each verdict was reached
 * @param samples RTT samples
 */
public record Observation(
    CaptureCounts counts,
    long entered,
    OneWaySegments oneWay,
    Map<Verdict, Long> verdicts,
    long samples) {
  /** Nothing was seen. */
  public static final Observation NONE =
      new Observation(CaptureCounts.NONE, 0, OneWaySegments.NONE, Map.of(), 0);

  /** Copies the map. */
  public Observation {
    verdicts = Map.copyOf(verdicts);
  }

  /** One interval. */
  public static Observation of(Report report) {
    return new Observation(
        report.capture().counts(),
        report.gauges().segments().entered(),
        report.gauges().oneWay(),
        report.verdicts(),
        report.peers().stream().mapToLong(PairReport::count).sum());
  }

  /** The sum of both. */
  public Observation plus(Observation more) {
    Map<Verdict, Long> sum = new EnumMap<>(Verdict.class);
    verdicts.forEach((verdict, times) -> sum.merge(verdict, times, Long::sum));
    more.verdicts.forEach((verdict, times) -> sum.merge(verdict, times, Long::sum));
    return new Observation(
        counts.plus(more.counts),
        entered + more.entered,
        oneWay.plus(more.oneWay),
        sum,
        samples + more.samples);
  }

  long packets() {
    return counts.get(CaptureCounter.PACKETS);
  }

  long segments() {
    return counts.get(CaptureCounter.SEGMENTS);
  }

  /** TCP frames, whether they were measured or not. */
  long tcp() {
    return segments()
        + counts.get(CaptureCounter.NOT_LOCAL)
        + counts.get(CaptureCounter.DUPLICATES);
  }

  long judged() {
    return verdicts.values().stream().mapToLong(Long::longValue).sum();
  }
}
