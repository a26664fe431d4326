package io.rttd.pipeline;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rttd.model.CaptureCounter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A packet is counted before its kind: a reader that sees the second count sees the first. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the packet")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the packet and the segment")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "a segment without its packet")
@State
public class CaptureCountersStress {
  private final CaptureCounters counters = new CaptureCounters();

  /** Counts. */
  @Actor
  public void capture() {
    counters.add(CaptureCounter.PACKETS, 1);
    counters.add(CaptureCounter.SEGMENTS, 1);
  }

  /** Reads in the opposite order. */
  @Actor
  public void reader(JJ_Result seen) {
    seen.r1 = counters.get(CaptureCounter.SEGMENTS);
    seen.r2 = counters.get(CaptureCounter.PACKETS);
  }
}
