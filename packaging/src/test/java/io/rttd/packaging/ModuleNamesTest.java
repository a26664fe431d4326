package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The names under which the jars appear on a module path. */
class ModuleNamesTest {
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Pattern NAME = Pattern.compile("<rttd.module.name>(.+)</rttd.module.name>");

  @Test
  void shouldGiveEachJarANameOfItsOwn() throws IOException {
    List<String> names = new ArrayList<>();
    List<String> modules = new ArrayList<>(found(MODULE, SourceTree.ROOT));
    assertThat(modules.remove("bom")).as("which has no jar").isTrue();
    for (String module : modules) {
      List<String> name = found(NAME, SourceTree.ROOT.resolve(module));
      assertThat(name).as(module).hasSize(1);
      assertThat(name.get(0)).matches("io\\.rttd(\\.[a-z]+)+");
      names.addAll(name);
    }
    assertThat(names).hasSizeGreaterThan(10).doesNotHaveDuplicates();
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
