package io.rttd.analyze.diagnosis;

import io.rttd.reporting.diagnosis.Finding;
import java.util.List;

/**
 * Something wrong with a capture as a whole.
 *
 * @param id stable identifier, such as {@code mid_stream}
 * @param text the observation, with its numbers; a sentence without its full stop
 * @param remedy what to do about it
 * @param figures the numbers
 */
public record FileFinding(String id, String text, String remedy, List<Figure> figures) {
  /** Copies the list. */
  public FileFinding {
    figures = List.copyOf(figures);
  }

  /** A finding with two figures: {@code count} of {@code of}. */
  static FileFinding of(String id, String text, String remedy, long count, long of) {
    return new FileFinding(
        id, text, remedy, List.of(new Figure("count", count), new Figure("of", of)));
  }

  /** Converts a finding that a running daemon can also have. */
  static FileFinding of(Finding finding) {
    return of(
        finding.id(),
        finding.sentence(),
        finding.diagnosis().fileRemedy(),
        finding.many(),
        finding.of());
  }

  /** Text and remedy in one sentence. */
  @Override
  public String toString() {
    return text + "; " + remedy;
  }

  /** One of the numbers in the text. */
  public record Figure(String name, long value) {}
}
