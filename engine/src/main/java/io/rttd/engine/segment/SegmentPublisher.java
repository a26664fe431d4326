package io.rttd.engine.segment;

import io.rttd.model.Segment;

/**
 * Single-producer entry point of an engine: one capture thread claims a slot, decodes into it and
 * publishes it.
 *
 * <p>All methods belong to that one thread. Published segments become visible to the shards at the
 * latest with {@link #flush()}. When a shard's ring is full, {@link #claim()} or {@link #publish()}
 * waits: published segments are never lost.
 */
public interface SegmentPublisher {

  /**
   * Returns a slot to decode into, with arbitrary content. Claiming again without publishing
   * returns the same slot, so a frame that turns out not to be TCP costs nothing.
   */
  Segment claim();

  /** Publishes the claimed slot, which must hold a segment ({@link Segment#KIND_SEGMENT}). */
  void publish();

  /**
   * Reports that the claimed slot holds a copy of a published segment and will not be published
   * itself. An engine without threads of its own passes it to its listener.
   */
  default void leaveOut() {}

  /**
   * Reports how busy a live source is, after each of its polls and before {@link #flush()}. An
   * engine with threads may use them only under load.
   *
   * @param waited whether the source had to wait for packets, or none arrived
   */
  default void onPoll(boolean waited) {}

  /** Makes everything published so far visible to the shards: call it at the end of a batch. */
  void flush();

  /**
   * Sends the time to every shard, and flushes.
   *
   * @param timeNs ns since the epoch, of the clock that stamps the frames
   */
  void tick(long timeNs);

  /**
   * Ends the report interval: every shard hands over its snapshot. Flushes.
   *
   * @param timeNs end of the interval, ns since the epoch
   * @param last whether this is the last report
   */
  void report(long timeNs, boolean last);

  /**
   * Tells every shard that the capture now includes segments that it skipped before, and flushes.
   * Data sent before {@code timeNs} and acknowledged after it yields no sample: its first
   * acknowledgement may have been skipped. Call it before such segments arrive.
   *
   * <p>Publishers whose captures skip nothing may ignore it.
   *
   * @param timeNs ns since the epoch, of the clock that stamps the frames
   */
  default void gap(long timeNs) {}

  /** Number of times the capture thread waited for a full ring since the engine started. */
  long stalls();
}
