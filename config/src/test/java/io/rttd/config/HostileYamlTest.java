package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a file says makes the reader hang, swell, construct or crash. */
@Timeout(60)
class HostileYamlTest {
  @TempDir Path folder;

  @Test
  void shouldRefuseAnAliasBomb() {
    StringBuilder bomb =
        new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int level = 1; level <= 9; level++) {
      String alias = "*a" + (level - 1);
      bomb.append("a%d: &a%d [%s]\n".formatted(level, level, String.join(", ", repeat(alias, 9))));
    }
    bomb.append("instances: *a9\n");

    assertThat(quickFaults(bomb.toString()))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).contains("aliases"));
  }

  @Test
  void shouldNotExpandASmallerAliasBomb() {
    String bomb =
        """
        instances:
        - interface: eth0
          ips: &a [x, x, x, x, x, x, x]
          hosts: &b [*a, *a, *a, *a, *a, *a, *a]
          exclude_ips: &c [*b, *b, *b, *b, *b, *b, *b]
          tags: &d [*c, *c, *c, *c, *c, *c, *c]
          ports: [*d, *d, *d, *d, *d, *d, *d]
        """;

    assertThat(quickFaults(bomb)).hasSize(35);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&a {<<: *a, instances: [{interface: eth0}]}",
        "instances: &a [*a]",
        "&a {init_config: *a}",
        "instances: [&a {interface: eth0, groups: *a}]",
        "instances: [&a {interface: eth0, <<: [*a]}]"
      })
  void shouldRefuseAFileThatRefersToItself(String yaml) {
    assertThat(quickFaults(yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['http://127.0.0.1/']]]]",
        "!!io.rttd.config.Overrides {}",
        "!<tag:yaml.org,2002:java.io.File> /tmp/x"
      })
  void shouldRefuseTagsThatNameClasses(String value) {
    assertThat(quickFaults(ConfigReading.init("snaplen: " + value)))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.problem()).contains("Global tag is not allowed");
              assertThat(fault.line()).isEqualTo(2);
            });
  }

  @Test
  void shouldRefuseLocalTags() {
    assertThat(quickFaults(ConfigReading.init("snaplen: !secret 512")))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).startsWith("has the tag !secret"));
  }

  @Test
  void shouldPlaceATagThatTheComposerChokesOn() {
    assertThat(quickFaults(ConfigReading.init("snaplen: !512%20 x")))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.toString())
                    .isEqualTo(
                        "rttd.yaml:2:12: a tag (after `!`) must not begin or end with a space"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void shouldRefuseDeepNesting(String opening) {
    assertThat(quickFaults("instances: \n" + opening.repeat(100_000)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).containsAnyOf("Nesting", "not valid YAML"));
  }

  @Test
  void shouldRefuseATextThatIsTooLong() {
    assertThat(quickFaults("#".repeat(YamlDocument.LONGEST_TEXT + 1)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).startsWith("longer than 1048576 bytes"));
  }

  @Test
  void shouldRefuseAFileOfTenMegabytes() throws IOException {
    Path file = folder.resolve("long.yaml");
    byte[] line = "init_config: {snaplen: 512}\n".getBytes(StandardCharsets.UTF_8);
    try (OutputStream stream = Files.newOutputStream(file)) {
      for (int written = 0; written < 10_000_000; written += line.length) {
        stream.write(line);
      }
    }

    assertThat(faultsOf(file).get(0).problem()).startsWith("longer than 1048576 bytes");
  }

  @Test
  void shouldTellABoundedNumberOfFaultsOfAFileThatIsAllWrong() {
    StringBuilder wrong = new StringBuilder(ConfigReading.MINIMAL);
    for (int key = 0; key < 20_000; key++) {
      wrong.append("  wrong").append(key).append(": 1\n");
    }
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigReading.reader(Map.of()).parse("f", wrong.toString()));

    assertThat(refused.faults()).hasSize(20_000);
    assertThat(refused.getMessage().lines()).hasSize(101).last().isEqualTo("... and 19900 more");
  }

  @Test
  void shouldRefuseATextThatIsNotUtf8() throws IOException {
    Path file = folder.resolve("latin1.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE9, '\n'});

    assertThat(faultsOf(file).get(0).problem()).startsWith("is not UTF-8");
  }

  @Test
  void shouldPlaceACharacterThatYamlForbids() {
    assertThat(quickFaults("init_config:\n  log_file: a\u0007b\n"))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.toString())
                    .isEqualTo(
                        "rttd.yaml:2:14: not valid YAML: the character U+0007 is not allowed"));
  }

  @Test
  void shouldNotRepeatEscapeSequencesOfAValue() {
    assertThat(
            quickFaults(ConfigReading.init("log_level: \"\\e[31m\\u202E" + "z".repeat(200) + '"')))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.value())
                    .startsWith("\\u001b[31m\\u202ezzz")
                    .endsWith("zzz...")
                    .hasSizeLessThan(100));
  }

  private List<ConfigFault> faultsOf(Path file) {
    return catchThrowableOfType(
            ConfigException.class, () -> ConfigReading.reader(Map.of()).read(file))
        .faults();
  }

  private static List<ConfigFault> quickFaults(String yaml) {
    return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ConfigReading.faults(yaml));
  }

  private static List<String> repeat(String word, int times) {
    return Collections.nCopies(times, word);
  }
}
