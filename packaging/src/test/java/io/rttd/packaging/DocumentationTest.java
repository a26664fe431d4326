package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages hold together: what one points at is there. */
class DocumentationTest {
  private static final Pattern FENCED_CODE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern FAULT_IN_TABLE = Pattern.compile("`([A-Z]\\w+\\.should\\w+)`");
  private static final Pattern TAGGED_FAULT =
      Pattern.compile("(?s)@Tag\\(\"fault\"\\)\\s.*?void (should\\w+)\\(");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");

  @Test
  void shouldNameTheTwoCommandsThatANewcomerNeeds() throws IOException {
    assertThat(Files.readString(SourceTree.ROOT.resolve("README.md")))
        .contains("./dev demo")
        .contains("./dev test");
  }

  @Test
  void shouldLinkOnlyToFilesAndHeadingsThatExist() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : SourceTree.pages()) {
      Matcher link = LINK.matcher(withoutCode(page));
      while (link.find()) {
        links++;
        if (!resolves(page, link.group(1))) {
          broken.add(SourceTree.ROOT.relativize(page) + " -> " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).as("links found; none would mean that the test looks past them").isPositive();
  }

  @Test
  void shouldReachEachPageOfTheDocumentationFromTheReadme() throws IOException {
    Set<Path> reached = new HashSet<>();
    follow(SourceTree.ROOT.resolve("README.md"), reached);
    assertThat(reached).containsAll(SourceTree.pages());
  }

  @Test
  void shouldListTheTestsOfAllFaults() throws IOException {
    String page = Files.readString(SourceTree.ROOT.resolve("docs/reliability.md"));
    String table = page.substring(page.indexOf("\n## Faults"), page.indexOf("\n## Privilege"));
    List<String> listed =
        FAULT_IN_TABLE.matcher(table).results().map(match -> match.group(1)).distinct().toList();
    assertThat(listed).hasSizeGreaterThan(80).containsExactlyInAnyOrderElementsOf(taggedFaults());
  }

  private static List<String> taggedFaults() throws IOException {
    List<String> tagged = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SourceTree.ROOT)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
        String test = file.getFileName().toString().replace(".java", "");
        TAGGED_FAULT
            .matcher(Files.readString(file))
            .results()
            .forEach(match -> tagged.add(test + "." + match.group(1)));
      }
    }
    return tagged;
  }

  private static void follow(Path page, Set<Path> reached) throws IOException {
    if (!reached.add(page)) {
      return;
    }
    Matcher link = LINK.matcher(withoutCode(page));
    while (link.find()) {
      Path target = page.resolveSibling(link.group(1).replaceFirst("#.*", "")).normalize();
      if (target.toString().endsWith(".md") && Files.exists(target)) {
        follow(target, reached);
      }
    }
  }

  private static boolean resolves(Path page, String link) throws IOException {
    if (link.startsWith("https://")) {
      return true;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(withoutCode(page));
    while (heading.find()) {
      anchors.add(
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static String withoutCode(Path page) throws IOException {
    return FENCED_CODE.matcher(Files.readString(page)).replaceAll("");
  }
}
