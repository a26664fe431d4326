package io.rttd.config;

import java.util.Optional;
import java.util.stream.Stream;

/** Finds the key that a misspelled one most likely means. */
final class Spelling {
  private static final int LONGEST_GUESSED = 40;

  private Spelling() {}

  /** The candidate with the smallest edit distance, if it is close enough to suggest. */
  static Optional<String> nearest(String written, Stream<String> candidates) {
    if (written.length() > LONGEST_GUESSED) {
      return Optional.empty();
    }
    String best = null;
    int fewest = Math.max(1, Math.min(3, written.length() / 2)) + 1;
    for (String candidate : candidates.toList()) {
      int edits = edits(written, candidate);
      if (edits < fewest) {
        fewest = edits;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein distance: characters to insert, delete or replace; two rows of the matrix. */
  static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] here = new int[to.length() + 1];
      here[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        here[column] = Math.min(replaced, 1 + Math.min(above[column], here[column - 1]));
      }
      above = here;
    }
    return above[to.length()];
  }
}
