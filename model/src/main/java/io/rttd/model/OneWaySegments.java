package io.rttd.model;

/**
 * Segments that arrived before anything of their flow's other direction was seen. Both directions
 * of a connection pass a capture point that can measure it, so these are a connection's first
 * segments, or the capture lacks a direction.
 *
 * @param syns connection attempts
 * @param data timed segments, which wait for an ACK
 * @param received data that is not timed: sent to this host, in host mode
 * @param acks segments that consume no sequence space
 */
public record OneWaySegments(long syns, long data, long received, long acks) {
  /** All zero. */
  public static final OneWaySegments NONE = new OneWaySegments(0, 0, 0, 0);

  /** The sum, count by count. */
  public OneWaySegments plus(OneWaySegments other) {
    return new OneWaySegments(
        syns + other.syns, data + other.data, received + other.received, acks + other.acks);
  }

  /** All of them. */
  public long total() {
    return syns + data + received + acks;
  }
}
