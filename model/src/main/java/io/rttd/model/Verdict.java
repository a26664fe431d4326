package io.rttd.model;

/**
 * The result of judging an acknowledgement that advanced over outstanding segments: exactly one of
 * these.
 */
public enum Verdict {
  /** Acknowledges exactly to the end of a segment that was sent once: a sample. */
  EXACT("exact", true),
  /** Ambiguous by sequence number, but TSecr names one transmission (RFC 7323 3-4): a sample. */
  TIMESTAMP("timestamp", true),
  /** Does not advance, but a new SACK block ends at a segment's end (RFC 2018): a sample. */
  SACK("sack", true),
  /** Ends inside a super-segment longer than the MSS, as the first ACK to do so: a sample. */
  PARTIAL("partial", true),
  /** Ends a segment that an earlier ACK already covered partly. */
  PARTIALLY_ACKED("partially-acked", false),
  /** The segment was sent more than once, and the ACK may be for either (Karn). */
  RETRANSMITTED("retransmitted", false),
  /** Waited for a hole below the segment to be filled. */
  POST_LOSS("post-loss", false),
  /** Covers segments, but ends at none of them. */
  CUMULATIVE("cumulative", false),
  /** Acknowledges data that was not seen. */
  UNSEEN("unseen", false),
  /** A RST, which answers a SYN: the connection was refused. */
  REFUSED("refused", false),
  /** The segment or the ACK has no usable time. */
  NO_TIME("no-time", false),
  /**
   * The time is negative, longer than the configured maximum, or spans a moment at which the
   * capture skipped packets.
   */
  CLOCK("clock", false);

  private final String text;
  private final boolean sample;

  Verdict(String text, boolean sample) {
    this.text = text;
    this.sample = sample;
  }

  /** The name that users see: in metrics' tags and in the samples file. */
  public String text() {
    return text;
  }

  /** Whether the ACK gave an RTT sample. */
  public boolean isSample() {
    return sample;
  }
}
