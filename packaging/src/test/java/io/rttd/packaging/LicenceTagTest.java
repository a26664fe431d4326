package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The RPM's licence tag and Debian's copyright file name the same licences. */
class LicenceTagTest {
  /** SPDX's names of those that Debian calls otherwise. */
  private static final Map<String, String> SPDX =
      Map.of(
          "Expat", "MIT",
          "BSD-3-clause", "BSD-3-Clause",
          "CC0-1.0 or BSD-2-clause", "(CC0-1.0 OR BSD-2-Clause)",
          "Apache-2.0 or LGPL-2.1+", "(Apache-2.0 OR LGPL-2.1-or-later)",
          "GPL-2 with Classpath exception", "GPL-2.0-only WITH Classpath-exception-2.0");

  @Test
  void shouldNameEachLicenceOfWhatIsInside() throws Exception {
    Matcher tag =
        Pattern.compile("<rpm.license>(.*)</rpm.license>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(tag.find()).isTrue();
    List<String> named = List.of(tag.group(1).split(" AND ", -1));
    List<String> inside;
    try (Stream<String> lines = Files.lines(Path.of("src/main/doc/copyright"))) {
      inside =
          lines
              .filter(line -> line.startsWith("License: "))
              .flatMap(line -> Stream.of(line.substring("License: ".length()).split(" and ", -1)))
              .distinct()
              .map(licence -> SPDX.getOrDefault(licence, licence))
              .toList();
    }

    assertThat(inside).hasSizeGreaterThan(5);
    assertThat(named).containsAll(inside);
  }
}
