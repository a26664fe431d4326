package io.rttd.model;

/**
 * What became of the segments that were there to be timed, and which ACKs advanced over them: two
 * sums that must come out even, if nothing is to be lost in silence.
 *
 * <p>Each segment that is sent for the first time is entered, and has one fate: acknowledged,
 * abandoned, untimed, or still outstanding. (One that is sent again is none of these, but a
 * retransmission.) All but {@code outstanding} are counted from a beginning on, so over any time
 * {@code entered} is the sum of the three others and of what {@code outstanding} grew by.
 *
 * @param entered segments sent for the first time, as far as the capture can tell, in a direction
 *     that is timed
 * @param acknowledged of these, those that an ACK covered whole
 * @param abandoned of these, those of a flow that was dropped, or of a connection whose ports were
 *     used anew
 * @param untimed of these, those left without a slot, or without one of their own
 * @param outstanding of these, those that wait for an ACK now
 * @param acks ACKs that covered or cut an outstanding segment, or named one by a SACK block: each
 *     has a {@link Verdict}
 */
public record SegmentAccount(
    long entered, long acknowledged, long abandoned, long untimed, long outstanding, long acks) {
  /** Nothing at all. */
  public static final SegmentAccount NONE = new SegmentAccount(0, 0, 0, 0, 0, 0);

  /** The sum of two shards' accounts of the same time. */
  public SegmentAccount plus(SegmentAccount other) {
    return new SegmentAccount(
        entered + other.entered,
        acknowledged + other.acknowledged,
        abandoned + other.abandoned,
        untimed + other.untimed,
        outstanding + other.outstanding,
        acks + other.acks);
  }

  /** This account, and that of the time that follows. */
  public SegmentAccount then(SegmentAccount next) {
    SegmentAccount sum = plus(next);
    return new SegmentAccount(
        sum.entered, sum.acknowledged, sum.abandoned, sum.untimed, next.outstanding, sum.acks);
  }

  /** What was counted since an earlier account was drawn up, and what is outstanding now. */
  public SegmentAccount since(SegmentAccount earlier) {
    return new SegmentAccount(
        entered - earlier.entered,
        acknowledged - earlier.acknowledged,
        abandoned - earlier.abandoned,
        untimed - earlier.untimed,
        outstanding,
        acks - earlier.acks);
  }
}
