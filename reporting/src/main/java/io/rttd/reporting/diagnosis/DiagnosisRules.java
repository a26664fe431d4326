package io.rttd.reporting.diagnosis;

import io.rttd.model.CaptureCounter;
import io.rttd.model.OneWaySegments;
import io.rttd.model.Verdict;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out why there are no RTTs, or why part of the traffic yields none. Pure: the same
 * observation always has the same finding.
 *
 * <p>It follows a packet's path: packets that the decoder could not use, that are not of interest,
 * that lack their other direction, and finally the matcher's verdicts. The finding is the largest
 * share at the first stage that explains the silence.
 */
public final class DiagnosisRules {
  /** Above this share, a cause is the rule rather than an exception. */
  private static final double NEARLY_ALL = 0.9;

  private static final double MOST = 0.5;

  private DiagnosisRules() {}

  /** Returns the finding, if any. */
  public static Optional<Finding> of(Observation seen) {
    if (seen.packets() == 0) {
      return Optional.empty();
    }
    return seen.samples() == 0 ? Optional.of(ofSilence(seen)) : ofPart(seen);
  }

  private static Finding ofSilence(Observation seen) {
    CaptureCounter largest =
        CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED)
            .filter(counter -> counter != CaptureCounter.NOT_TCP)
            .max(Comparator.comparingLong(seen.counts()::get))
            .orElseThrow();
    long lost = seen.counts().get(largest);
    long left = Math.max(lost, seen.segments());
    if (left < (1 - NEARLY_ALL) / 10 * seen.packets() || left == 0) {
      return ofCounter(CaptureCounter.NOT_TCP, seen, true);
    }
    boolean untimed = largest == CaptureCounter.NO_TIME && lost == seen.segments();
    if (untimed || lost > seen.segments()) {
      return ofCounter(largest, seen, true);
    }
    return seen.judged() == 0 ? ofUnjudged(seen) : ofVerdicts(seen);
  }

  private static Finding ofCounter(CaptureCounter counter, Observation seen, boolean silent) {
    long many = seen.counts().get(counter);
    return switch (counter) {
      case NOT_LOCAL -> new Finding(Diagnosis.NO_LOCAL_END, silent, seen.tcp(), many);
      case DUPLICATES -> new Finding(Diagnosis.COPIES, silent, seen.tcp(), many);
      case NOT_WANTED -> new Finding(Diagnosis.FILTERED, silent, seen.packets(), many);
      case FRAGMENTS -> new Finding(Diagnosis.FRAGMENTS, silent, seen.packets(), many);
      case TRUNCATED -> new Finding(Diagnosis.TRUNCATED, silent, seen.packets(), many);
      case MALFORMED -> new Finding(Diagnosis.MALFORMED, silent, seen.packets(), many);
      case UNKNOWN_LINK -> new Finding(Diagnosis.UNKNOWN_LINK, silent, seen.packets(), many);
      case NO_TIME -> new Finding(Diagnosis.NO_TIME, silent, seen.packets(), many);
      case NOT_TCP -> new Finding(Diagnosis.NOT_TCP, silent, seen.packets(), many);
      case PACKETS, BYTES, SEGMENTS, KERNEL_DROPS, KERNEL_FREEZES, INTERRUPTIONS, RING_STALLS ->
          throw new IllegalArgumentException(counter + " explains no silence");
    };
  }

  /** No ACK advanced over anything that was seen sent. */
  private static Finding ofUnjudged(Observation seen) {
    OneWaySegments oneWay = seen.oneWay();
    if (oneWay.total() >= MOST * seen.segments()) {
      long most =
          Math.max(
              Math.max(oneWay.syns(), oneWay.data()), Math.max(oneWay.received(), oneWay.acks()));
      Diagnosis diagnosis =
          most == oneWay.syns()
              ? Diagnosis.UNANSWERED
              : oneWay.data() > 0
                  ? Diagnosis.DATA_ONLY
                  : most == oneWay.acks() ? Diagnosis.ACKS_ONLY : Diagnosis.ONLY_RECEIVED;
      return new Finding(diagnosis, true, seen.segments(), ofDirection(diagnosis, oneWay));
    }
    return seen.entered() == 0
        ? new Finding(Diagnosis.NOTHING_TO_TIME, true, seen.segments(), seen.segments())
        : new Finding(Diagnosis.UNACKNOWLEDGED, true, seen.segments(), seen.entered());
  }

  private static long ofDirection(Diagnosis diagnosis, OneWaySegments oneWay) {
    return switch (diagnosis) {
      case UNANSWERED -> oneWay.syns();
      case DATA_ONLY -> oneWay.data();
      case ACKS_ONLY -> oneWay.acks();
      default -> oneWay.received();
    };
  }

  private static Finding ofVerdicts(Observation seen) {
    Verdict most =
        seen.verdicts().entrySet().stream()
            .max(Map.Entry.<Verdict, Long>comparingByValue().thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey();
    Diagnosis diagnosis =
        switch (most) {
          case RETRANSMITTED, POST_LOSS -> Diagnosis.RETRANSMITTED;
          case CLOCK -> Diagnosis.CLOCKS;
          case NO_TIME -> Diagnosis.NO_TIME;
          case REFUSED -> Diagnosis.REFUSED;
          case UNSEEN -> Diagnosis.UNSEEN_DATA;
          case PARTIALLY_ACKED, CUMULATIVE, EXACT, TIMESTAMP, SACK, PARTIAL -> Diagnosis.AMBIGUOUS;
        };
    return new Finding(diagnosis, true, seen.judged(), seen.verdicts().get(most));
  }

  /** There are samples; checks whether a large part of the traffic yields none. */
  private static Optional<Finding> ofPart(Observation seen) {
    long notLocal = seen.counts().get(CaptureCounter.NOT_LOCAL);
    if (notLocal >= NEARLY_ALL * seen.tcp()) {
      return Optional.of(ofCounter(CaptureCounter.NOT_LOCAL, seen, false));
    }
    OneWaySegments oneWay = seen.oneWay();
    if (oneWay.data() >= MOST * seen.segments()) {
      return Optional.of(new Finding(Diagnosis.DATA_ONLY, false, seen.segments(), oneWay.data()));
    }
    if (oneWay.acks() >= MOST * seen.segments()) {
      return Optional.of(new Finding(Diagnosis.ACKS_ONLY, false, seen.segments(), oneWay.acks()));
    }
    return Optional.empty();
  }
}
