package io.rttd.model;

/**
 * Accounts for the segments to be timed, and for the ACKs that advanced over them: two sums that
 * must balance, so that nothing is lost silently.
 *
 * <p>Each segment is entered when it is first sent, and ends up acknowledged, abandoned, untimed,
 * or still outstanding. (A segment sent again counts as a retransmission instead.) All but {@code
 * outstanding} are cumulative, so over any period {@code entered} is the sum of the three others
 * plus the growth of {@code outstanding}.
 *
 * @param entered segments sent for the first time, as far as the capture shows, in a timed
 *     direction
 * @param acknowledged those that an ACK covered completely
 * @param abandoned those of a flow that was dropped, or of a connection whose ports were reused
 * @param untimed those without a slot of their own
 * @param outstanding those that are waiting for an ACK
 * @param acks ACKs that covered an outstanding segment wholly or partly, or by a SACK block: each
 *     has a {@link Verdict}
 */
public record SegmentAccount(
    long entered, long acknowledged, long abandoned, long untimed, long outstanding, long acks) {
  /** All zero. */
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

  /** Combines this account with that of the following period. */
  public SegmentAccount then(SegmentAccount next) {
    SegmentAccount sum = plus(next);
    return new SegmentAccount(
        sum.entered, sum.acknowledged, sum.abandoned, sum.untimed, next.outstanding, sum.acks);
  }

  /** The counts since an earlier account, and what is outstanding now. */
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
