package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The poms that the library's repository hands out. */
class LibraryPomsTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile("<artifactId>rttd-([a-z-]+)</artifactId>\\s*(</dependency>|<version>)");

  @Test
  void shouldSayInBothPomsWithoutAParentWhatMavenCentralRequires() throws IOException {
    for (String pom : List.of("pom.xml", "bom/pom.xml")) {
      assertThat(read(pom))
          .as(pom)
          .doesNotContain("<parent>")
          .contains("\n  <name>", "\n  <description>", "\n  <url>", "\n  <developers>")
          .contains("\n  <scm", "<name>Apache-2.0</name>");
    }
  }

  @Test
  void shouldManageTheModulesThatTheProbeBringsAndNoOthers() throws IOException {
    Set<String> brought = new LinkedHashSet<>(List.of("probe"));
    for (List<String> next = List.of("probe"); !next.isEmpty(); ) {
      List<String> found = new ArrayList<>();
      for (String module : next) {
        found.addAll(dependencies(module + "/pom.xml"));
      }
      next = found.stream().filter(brought::add).toList();
    }
    String managed = read("bom/pom.xml").split("<dependencyManagement>", 2)[1];
    assertThat(matches(managed)).containsExactlyInAnyOrderElementsOf(brought);
    for (String module : brought) {
      assertThat(read(module + "/pom.xml")).as(module).contains("\n  <name>", "\n  <description>");
    }
  }

  private static List<String> dependencies(String pom) throws IOException {
    return matches(read(pom).split("<dependencies>", 2)[1]);
  }

  private static List<String> matches(String text) {
    return DEPENDENCY.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static String read(String pom) throws IOException {
    return Files.readString(SourceTree.ROOT.resolve(pom));
  }
}
