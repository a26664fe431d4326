package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The names under which the jars appear on a module path. */
class ModuleNamesTest {
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Pattern NAME = Pattern.compile("<rttd.module.name>(.+)</rttd.module.name>");

  @Test
  void shouldNameEachJarAfterItsModule() throws IOException {
    assertThat(found(MODULE, SourceTree.ROOT)).hasSizeGreaterThan(10);
    for (String module : found(MODULE, SourceTree.ROOT)) {
      String name = "io.rttd." + Path.of(module).getFileName();
      assertThat(found(NAME, SourceTree.ROOT.resolve(module))).as(module).containsExactly(name);
    }
    assertThat(Files.readString(SourceTree.ROOT.resolve("pom.xml")))
        .contains("<Automatic-Module-Name>${rttd.module.name}</Automatic-Module-Name>");
  }

  private static List<String> found(Pattern pattern, Path folder) throws IOException {
    return pattern
        .matcher(Files.readString(folder.resolve("pom.xml")))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
