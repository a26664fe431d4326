package io.rttd.model;

/**
 * The result of judging an acknowledgement that advanced over outstanding segments: exactly one of
 * these.
 */
public enum Verdict {
  EXACT(
      "exact",
      true,
      "the ACK ends where a segment ends that was sent once, and nothing below it was sent later"),
  /** RFC 7323 3-4. */
  TIMESTAMP(
      "timestamp",
      true,
      "ambiguous by sequence number, but the echoed timestamp names one transmission"),
  /** RFC 2018. */
  SACK("sack", true, "a new SACK block ends at a segment that was sent once, beyond a hole"),
  PARTIAL("partial", true, "the ACK is the first to end inside a segment longer than the MSS"),
  PARTIALLY_ACKED(
      "partially-acked", false, "the ACK ends a segment that an earlier ACK had partly covered"),
  /** Karn's rule. */
  RETRANSMITTED(
      "retransmitted", false, "the segment was sent more than once, and the ACK may be for either"),
  POST_LOSS("post-loss", false, "the ACK waited for a hole below the segment to be filled"),
  CUMULATIVE("cumulative", false, "the ACK covers segments, but ends at none of them"),
  UNSEEN("unseen", false, "the acknowledged data was not captured: the capture lacks packets"),
  REFUSED("refused", false, "a RST answered the SYN: the connection was refused"),
  NO_TIME("no-time", false, "the segment or the ACK has no usable time"),
  /** Also if the time spans packets that the capture skipped. */
  CLOCK("clock", false, "the time is negative, or longer than the longest accepted RTT");

  private final String text;
  private final boolean sample;
  private final String meaning;

  Verdict(String text, boolean sample, String meaning) {
    this.text = text;
    this.sample = sample;
    this.meaning = meaning;
  }

  /** The name that users see: in metrics' tags and in the samples file. */
  public String text() {
    return text;
  }

  /** What it says about the ACK or its segment, phrased to follow a colon. */
  public String meaning() {
    return meaning;
  }

  /** Whether the ACK yields an RTT sample. */
  public boolean isSample() {
    return sample;
  }
}
