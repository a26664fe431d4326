package io.rttd.reporting.diagnosis;

import java.util.Locale;

/**
 * A diagnosis with its numbers.
 *
 * @param diagnosis which
 * @param silent whether there was no sample at all
 * @param of number of packets, segments or ACKs considered
 * @param many number of them that show it
 * @param detail the end of the sentence, or ""
 */
public record Finding(Diagnosis diagnosis, boolean silent, long of, long many, String detail) {
  /** Creates a finding without a detail. */
  public Finding(Diagnosis diagnosis, boolean silent, long of, long many) {
    this(diagnosis, silent, of, many, "");
  }

  /** In JSON: {@code no_local_end}. */
  public String id() {
    return diagnosis.name().toLowerCase(Locale.ROOT);
  }

  /** The sentence, without a remedy. */
  public String sentence() {
    return (silent ? "no RTT sample: " : "") + diagnosis.sentence(of, many) + detail;
  }

  /** The sentence, with the remedy for a running daemon. */
  public String liveText() {
    return sentence() + "; " + diagnosis.liveRemedy();
  }
}
