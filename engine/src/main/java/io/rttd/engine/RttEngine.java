package io.rttd.engine;

import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentIntake;
import io.rttd.engine.snapshot.SnapshotListener;

/**
 * The engine of one capture: its shards, their rings and the door into them.
 *
 * <p>Life: construct, {@link #start()}, publish through {@link #intake()} from one thread, end with
 * {@code intake().report(timeNs, true)}, {@link #close()}.
 */
public final class RttEngine implements AutoCloseable {
  private SegmentIntake intake;

  /**
   * An engine that has not started.
   *
   * @param name names the shards' threads, e.g. the interface
   * @param config sizes and limits
   * @param verdicts hears of each verdict, on the shards' threads
   * @param snapshots receives each shard's snapshot, on the shards' threads
   */
  public RttEngine(
      String name, EngineConfig config, VerdictListener verdicts, SnapshotListener snapshots) {
    intake = null;
  }

  /** Starts the shards' threads. */
  public void start() {}

  /** The door for the one capture thread. */
  public SegmentIntake intake() {
    return intake;
  }

  /** Waits until the shards have handled all that was published, and stops them. */
  @Override
  public void close() {}
}
