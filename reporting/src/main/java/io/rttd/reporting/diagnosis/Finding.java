package io.rttd.reporting.diagnosis;

import java.util.Locale;

/**
 * A diagnosis with its numbers.
 *
 * @param diagnosis which
 * @param silent whether there was no sample at all
 * @param of the packets, segments or ACKs that were looked at
 * @param many those of them that show it
 * @param detail what ends the sentence, or ""
 */
public record Finding(Diagnosis diagnosis, boolean silent, long of, long many, String detail) {
  /** Without a detail. */
  public Finding(Diagnosis diagnosis, boolean silent, long of, long many) {
    this(diagnosis, silent, of, many, "");
  }

  /** In JSON: {@code no_local_end}. */
  public String id() {
    return diagnosis.name().toLowerCase(Locale.ROOT);
  }

  /** What is the case. */
  public String sentence() {
    return (silent ? "no RTT sample: " : "") + diagnosis.sentence(of, many) + detail;
  }

  /** The sentence, and what to do at a running daemon. */
  public String liveText() {
    return sentence() + "; " + diagnosis.liveRemedy();
  }

  /** The sentence, and what to do about a capture file. */
  public String fileText() {
    return sentence() + "; " + diagnosis.fileRemedy();
  }
}
