package io.rttd.model;

/**
 * How completely a capture holds its connections, as far as their packets show it. Data is that of
 * timed directions.
 *
 * @param midStream connections whose first segment was no SYN, nor a FIN or RST
 * @param midStreamSegments segments of connections of which neither SYN was captured
 * @param dataSegments captured segments with data that was not sent before
 * @param superSegments those of them that are longer than a packet can be
 * @param lateSegments segments captured after an ACK of them
 * @param gapFillers segments that fill a gap which earlier ones left, too late to be reordered
 * @param ackedBytes sequence space that ACKs acknowledged
 * @param unseenBytes the part of it that was not captured
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

  /** What came since an earlier reading. */
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
