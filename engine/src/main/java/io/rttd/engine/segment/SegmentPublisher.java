package io.rttd.engine.segment;

import io.rttd.model.Segment;

/**
 * The door into an engine: one capture thread claims a slot, decodes into it and publishes it.
 *
 * <p>All methods belong to that one thread. What was published becomes visible to the shards at the
 * latest with {@link #flush()}. When a shard's ring is full, {@link #claim()} or {@link #publish()}
 * waits: nothing is ever lost behind this door.
 */
public interface SegmentPublisher {

  /**
   * A slot to decode into. Its old content is arbitrary. Claiming again without publishing gives
   * the same slot, so a frame that turns out not to be TCP costs nothing.
   */
  Segment claim();

  /** Hands on the claimed slot, which must hold a segment ({@link Segment#KIND_SEGMENT}). */
  void publish();

  /**
   * Tells that the claimed slot holds a copy of a segment that was published before, and will not
   * be published: of use to a listener in front of an engine, which explains what it sees.
   */
  default void leaveOut() {}

  /** Makes everything published so far visible to the shards: call it at the end of a batch. */
  void flush();

  /**
   * Tells every shard what time it is, and flushes.
   *
   * @param timeNs ns since the epoch, of the clock that stamps the frames
   */
  void tick(long timeNs);

  /**
   * Ends the report interval: every shard hands over its snapshot. Flushes.
   *
   * @param timeNs end of the interval, ns since the epoch
   * @param last whether nothing will follow
   */
  void report(long timeNs, boolean last);

  /**
   * Tells every shard that the capture begins to take segments that it left out until now, and
   * flushes. What was sent before {@code timeNs} and is acknowledged after it gives no sample: its
   * first acknowledgement may be among what was left out. Call it before such segments come.
   *
   * <p>An intake of captures that leave nothing out need not care.
   *
   * @param timeNs ns since the epoch, of the clock that stamps the frames
   */
  default void gap(long timeNs) {}

  /** How often a full ring made the capture thread wait since the engine started. */
  long stalls();
}
