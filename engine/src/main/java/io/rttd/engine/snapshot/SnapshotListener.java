package io.rttd.engine.snapshot;

/** Receives the shards' snapshots. */
@FunctionalInterface
public interface SnapshotListener {
  /**
   * A shard ended its interval. Called on the shard's thread, so it must only pass the snapshot on;
   * the reader calls {@link ShardSnapshot#recycle()}.
   */
  void onSnapshot(ShardSnapshot snapshot);
}
