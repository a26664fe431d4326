package io.rttd.packaging;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/** The patterns of a Debian copyright file that say more than "everything else". */
record Copyright(List<PathMatcher> patterns) {
  static Copyright read(Path file) throws IOException {
    List<PathMatcher> patterns = new ArrayList<>();
    boolean files = false;
    for (String line : Files.readAllLines(file)) {
      files = line.startsWith("Files:") || (files && line.startsWith(" "));
      if (files) {
        for (String word : line.replaceFirst("Files:", "").strip().split(" +", -1)) {
          if (!word.equals("*")) {
            patterns.add(FileSystems.getDefault().getPathMatcher("glob:" + word));
          }
        }
      }
    }
    return new Copyright(patterns);
  }

  /** Whether a pattern of its own covers the file. */
  boolean names(String file) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(Path.of(file)));
  }
}
