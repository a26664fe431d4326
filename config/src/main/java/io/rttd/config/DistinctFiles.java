package io.rttd.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds keys that name one file twice: two writers would spoil it, and what is written into a
 * capture, a socket or the configuration itself would spoil that.
 */
final class DistinctFiles {
  /** {@link #reserve}: the file that is being read. */
  static final String CONFIGURATION = "configuration";

  private final SectionReader section;
  private final Map<String, List<Path>> taken = new LinkedHashMap<>();

  /**
   * @param section where faults are noted, at the later of two keys
   */
  DistinctFiles(SectionReader section) {
    this.section = section;
  }

  /** Files that others must not name. */
  void reserve(String what, List<Path> files) {
    taken.put(what, files);
  }

  /** The file of a key; a fault if another one has it. */
  void add(String key, Path file) {
    add(key, List.of(file));
  }

  /** The files of a key; a fault for each other key that has one of them. */
  void add(String key, List<Path> files) {
    taken.forEach(
        (other, theirs) -> {
          if (files.stream().anyMatch(f -> theirs.stream().anyMatch(t -> SameFile.isSame(f, t)))) {
            section.fault(
                key,
                other.equals(CONFIGURATION)
                    ? "is the configuration itself"
                    : "is the file that " + other + " names");
          }
        });
    taken.put(key, files);
  }
}
