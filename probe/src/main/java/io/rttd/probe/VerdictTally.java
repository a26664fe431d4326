package io.rttd.probe;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;
import java.time.Duration;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Adds up verdicts: written by the probe's thread, read by any, under its own lock. */
final class VerdictTally implements VerdictListener {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Histogram prompt;
  private final Histogram held;
  private final Histogram handshake;
  private final long[] verdicts = new long[Verdict.values().length];

  VerdictTally(Duration maxRtt) {
    long highestNs = Math.max(2, maxRtt.toNanos());
    prompt = new Histogram(highestNs, SIGNIFICANT_DIGITS);
    held = new Histogram(highestNs, SIGNIFICANT_DIGITS);
    handshake = new Histogram(highestNs, SIGNIFICANT_DIGITS);
  }

  /** This tally, followed by another listener unless that is {@code NONE}. */
  VerdictListener and(VerdictListener other) {
    if (other == VerdictListener.NONE) {
      return this;
    }
    return verdict -> {
      onVerdict(verdict);
      other.onVerdict(verdict);
    };
  }

  @Override
  public synchronized void onVerdict(AckVerdict verdict) {
    verdicts[verdict.verdict().ordinal()]++;
    if (!verdict.verdict().isSample()) {
      return;
    }
    (verdict.sampleClass() == SampleClass.PROMPT ? prompt : held).recordValue(verdict.rttNs());
    if (verdict.kind() == SegmentKind.SYN) {
      handshake.recordValue(verdict.rttNs());
    }
  }

  synchronized RttReading read(long packets, long kernelDrops) {
    Histogram all = prompt.copy();
    all.add(held);
    return new RttReading(
        all, prompt.copy(), handshake.copy(), verdicts.clone(), packets, kernelDrops);
  }

  synchronized void reset() {
    prompt.reset();
    held.reset();
    handshake.reset();
    Arrays.fill(verdicts, 0);
  }
}
