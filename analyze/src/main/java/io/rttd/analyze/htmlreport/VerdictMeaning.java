package io.rttd.analyze.htmlreport;

import io.rttd.model.Verdict;

/** Each verdict in a sentence. */
final class VerdictMeaning {
  private VerdictMeaning() {}

  static String of(Verdict verdict) {
    return switch (verdict) {
      case EXACT -> "Acknowledges exactly to the end of a segment that was sent once.";
      case TIMESTAMP ->
          "Ambiguous by sequence number, but the echoed timestamp names one transmission.";
      case SACK -> "Out of order, but a SACK block newly ends at the segment's end.";
      case PARTIAL -> "Falls inside a super-segment of the sender's, for the first time.";
      case PARTIALLY_ACKED -> "Ends a segment that an earlier ACK had cut already.";
      case RETRANSMITTED -> "The segment was sent more than once: the ACK may be for either.";
      case POST_LOSS -> "The ACK had to wait until a hole below the segment was filled.";
      case CUMULATIVE -> "Covers segments, but ends at none of them.";
      case UNSEEN -> "Lies beyond anything that was seen sent: the capture lacks packets.";
      case REFUSED -> "A RST answered the SYN: the connection was refused.";
      case NO_TIME -> "The segment or the ACK has no usable time.";
      case CLOCK -> "The time is negative, or longer than the longest believed RTT.";
    };
  }
}
