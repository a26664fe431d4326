package io.rttd.model;

/**
 * How complete a capture's connections are, as far as their packets show. Only data of timed
 * directions counts.
 *
 * @param midStream connections whose first captured segment was not a SYN, FIN or RST
 * @param midStreamSegments segments of connections neither of whose SYNs was captured
 * @param dataSegments captured segments with data sent for the first time
 * @param superSegments those among them that are longer than a packet can be
 * @param lateSegments segments captured after an ACK of them
 * @param gapFillers segments that filled a gap left by earlier ones, too late to be reordered
 * @param ackedBytes sequence space that ACKs acknowledged
 * @param unseenBytes the part of {@code ackedBytes} that was not captured
 */
public record Completeness(
    long midStream,
    long midStreamSegments,
    long dataSegments,
    long superSegments,
    long lateSegments,
    long gapFillers,
    long ackedBytes,
    long unseenBytes) {
  /** All zero. */
  public static final Completeness NONE = new Completeness(0, 0, 0, 0, 0, 0, 0, 0);

  /** The sum, count by count. */
  public Completeness plus(Completeness other) {
    return new Completeness(
        midStream + other.midStream,
        midStreamSegments + other.midStreamSegments,
        dataSegments + other.dataSegments,
        superSegments + other.superSegments,
        lateSegments + other.lateSegments,
        gapFillers + other.gapFillers,
        ackedBytes + other.ackedBytes,
        unseenBytes + other.unseenBytes);
  }

  /** The increase since an earlier reading. */
  public Completeness since(Completeness earlier) {
    return new Completeness(
        midStream - earlier.midStream,
        midStreamSegments - earlier.midStreamSegments,
        dataSegments - earlier.dataSegments,
        superSegments - earlier.superSegments,
        lateSegments - earlier.lateSegments,
        gapFillers - earlier.gapFillers,
        ackedBytes - earlier.ackedBytes,
        unseenBytes - earlier.unseenBytes);
  }
}
