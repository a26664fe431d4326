package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/configuration.md} says what the code does. */
class DocumentationTest {
  private static String page;

  @BeforeAll
  static void readPage() throws IOException {
    page = Files.readString(Path.of("..", "docs", "configuration.md"));
  }

  /** When this fails, copy the expected table into the page. */
  @ParameterizedTest
  @EnumSource(ConfigSection.class)
  void shouldDocumentEachKeyAsTheReaderKnowsIt(ConfigSection section) {
    String expected =
        ConfigKeys.all().stream()
            .filter(key -> key.section() == section)
            .map(DocumentationTest::row)
            .collect(Collectors.joining("\n"));

    assertThat(page).contains("|---|---|---|---|---|\n" + expected + "\n\n");
  }

  @Test
  void shouldNotDocumentKeysThatTheReaderDoesNotKnow() {
    long rows = page.lines().filter(line -> line.startsWith("| `")).count();

    assertThat(rows).isEqualTo(ConfigKeys.all().size());
  }

  @Test
  void shouldListTheAgentsOwnKeys() {
    assertThat(ConfigKeys.agentKeys())
        .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
  }

  @Test
  void shouldShowExamplesThatTheReaderTakes() {
    List<String> examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(examples)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(example -> assertThat(ConfigReading.read(example).instances()).isNotEmpty());
  }

  @Test
  void shouldShowFaultsAsTheReaderPrintsThem() {
    String shown = between("```yaml-with-faults\n", "```");
    String printed = between("```text\n", "```");
    String actual =
        ConfigReading.faults(shown).stream()
            .map(fault -> fault.toString().replaceFirst("^rttd.yaml", "/etc/rttd/rttd.yaml"))
            .collect(Collectors.joining("\n"));

    assertThat(actual + "\n").isEqualTo(printed);
  }

  private static String row(ConfigKey key) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(key.name(), key.type(), defaultOf(key), key.allowed(), key.meaning());
  }

  /** Values as code, words as words. */
  private static String defaultOf(ConfigKey key) {
    String text = key.defaultText();
    return text.equals("none") || text.startsWith("required") || text.contains(" per ")
        ? text
        : "`" + text + "`";
  }

  private static String between(String start, String end) {
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf(end, from));
  }
}
