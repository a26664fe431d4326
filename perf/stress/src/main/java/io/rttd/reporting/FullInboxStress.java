package io.rttd.reporting;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Verdict;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Three shards end, with room for two snapshots. Each snapshot comes back once, those that found no
 * room are counted, and the instance is known to have ended.
 */
@JCStressTest
@Outcome(id = "3, 3, 1", expect = ACCEPTABLE, desc = "each was read or refused, and all came back")
@Outcome(expect = FORBIDDEN, desc = "one is lost, or came back twice")
@State
public class FullInboxStress {
  private final InstanceInbox inbox = new InstanceInbox(2);
  private final AtomicInteger back = new AtomicInteger();
  private int read;

  /** Hands over two snapshots, as two shards would one after the other. */
  @Actor
  public void twoShards() {
    inbox.onSnapshot(last(0));
    inbox.onSnapshot(last(1));
  }

  /** Hands over the third snapshot. */
  @Actor
  public void thirdShard() {
    inbox.onSnapshot(last(2));
  }

  /** Takes the remaining snapshots. */
  @Arbiter
  public void count(III_Result result) {
    while (take()) {
      // Drain the inbox.
    }
    result.r1 = read + (int) inbox.refused();
    result.r2 = back.get();
    result.r3 = inbox.isFinished() ? 1 : 0;
  }

  private boolean take() {
    ShardSnapshot snapshot = inbox.poll();
    if (snapshot == null) {
      return false;
    }
    read++;
    inbox.release(snapshot);
    return true;
  }

  private ShardSnapshot last(int shard) {
    ShardSnapshot snapshot = new ShardSnapshot(shard, 3, unused -> back.incrementAndGet());
    snapshot.seal(1, 2, true, new long[Verdict.values().length], ShardGauges.NONE);
    return snapshot;
  }
}
