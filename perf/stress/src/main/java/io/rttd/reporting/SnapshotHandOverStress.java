package io.rttd.reporting;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * A shard hands a snapshot to the reporter, which reads it and gives it back; the shard fills it
 * again. The reporter sees all of the first interval or nothing, and never the second.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not there yet")
@Outcome(id = "42, 7, 21", expect = ACCEPTABLE, desc = "all of the first interval")
@Outcome(expect = FORBIDDEN, desc = "a part of it, or the next interval")
@State
public class SnapshotHandOverStress {
  private final Queue<ShardSnapshot> returned = new ConcurrentLinkedQueue<>();
  private final InstanceInbox inbox = new InstanceInbox(4);

  /** Hands over an interval, and refills the snapshot that came back. */
  @Actor
  public void shard() {
    ShardSnapshot snapshot = new ShardSnapshot(0, 1, returned::add);
    seal(snapshot, 42, 7);
    inbox.onSnapshot(snapshot);
    ShardSnapshot back = returned.poll();
    if (back != null) {
      seal(back, 99, 9);
    }
  }

  /** Reads the snapshot and gives it back. */
  @Actor
  public void reporter(JJJ_Result seen) {
    ShardSnapshot snapshot = inbox.poll();
    if (snapshot != null) {
      ShardGauges gauges = snapshot.gauges();
      seen.r1 = snapshot.endNs();
      seen.r2 = snapshot.verdicts(Verdict.EXACT);
      seen.r3 =
          gauges.flows()
              + gauges.peers()
              + gauges.memoryBytes()
              + gauges.evictedFlows()
              + gauges.foldedPeers()
              + gauges.thinnedSegments();
      inbox.release(snapshot);
    }
  }

  private static void seal(ShardSnapshot snapshot, long endNs, long exact) {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[Verdict.EXACT.ordinal()] = exact;
    snapshot.seal(
        1,
        endNs,
        false,
        verdicts,
        new ShardGauges(1, 2, 3, 4, 5, new SegmentAccount(0, 0, 0, 6, 0, 0)));
  }
}
