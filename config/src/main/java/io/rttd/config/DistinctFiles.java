package io.rttd.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds keys that name the same file: two writers would corrupt it, and output written to a
 * capture, a socket or the configuration would destroy that.
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

  /** Reserves files that no other key may name. */
  void reserve(String what, List<Path> files) {
    taken.put(what, files);
  }

  /** Adds a key's file; a fault if another key names it. */
  void add(String key, Path file) {
    add(key, List.of(file));
  }

  /** Adds a key's files; one fault per other key that names one of them. */
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
