package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** For each key: its default, a legal value and what it becomes, and illegal values. */
class EachKeyTest {
  private static final List<KeyCase> CASES =
      Stream.of(InitKeyCases.ALL, InstanceKeyCases.ALL).flatMap(List::stream).toList();

  @TestFactory
  Stream<DynamicTest> shouldUseTheDefaultOfAnAbsentKey() {
    return CASES.stream()
        .map(
            c ->
                test(
                    c,
                    "",
                    () ->
                        assertThat(c.component().apply(ConfigReading.read(ConfigReading.MINIMAL)))
                            .isEqualTo(c.whenAbsent())));
  }

  @TestFactory
  Stream<DynamicTest> shouldTreatAKeyWithoutValueAsAbsent() {
    return CASES.stream()
        .map(
            c ->
                test(
                    c,
                    "",
                    () ->
                        assertThat(c.component().apply(ConfigReading.read(file(c, ""))))
                            .isEqualTo(c.whenAbsent())));
  }

  @TestFactory
  Stream<DynamicTest> shouldTakeALegalValue() {
    return CASES.stream()
        .map(
            c ->
                test(
                    c,
                    c.legal(),
                    () ->
                        assertThat(c.component().apply(ConfigReading.read(file(c, c.legal()))))
                            .isEqualTo(c.whenLegal())));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAnIllegalValueAtItsPlace() {
    return CASES.stream()
        .flatMap(
            c -> c.illegal().stream().map(value -> test(c, value, () -> assertRefused(c, value))));
  }

  @Test
  void shouldHaveACaseForEachKeyOfTheTable() {
    assertThat(
            Stream.concat(
                CASES.stream().map(c -> c.section() + " " + c.key()),
                OuterKeysTest.ALL.stream().map(c -> c.section() + " " + c.key())))
        .containsExactlyInAnyOrderElementsOf(
            ConfigKeys.all().stream().map(key -> key.section() + " " + key.name()).toList());
  }

  /** A legal value that is the default, or no illegal one, would show nothing. */
  @Test
  void shouldHaveInEachCaseADefaultAnotherLegalAndAnIllegalValue() {
    assertThat(CASES)
        .allSatisfy(
            c -> {
              assertThat(c.whenLegal()).as(c.key()).isNotEqualTo(c.whenAbsent());
              assertThat(c.illegal()).as(c.key()).isNotEmpty();
            });
    assertThat(OuterKeysTest.ALL)
        .allSatisfy(
            c -> {
              assertThat(c.whenAbsent()).as(c.key()).isNotEqualTo(Optional.of(c.whenLegal()));
              assertThat(c.illegal()).as(c.key()).isNotEmpty();
            });
  }

  /** The documentation promises these defaults; this is what keeps it from lying. */
  @TestFactory
  Stream<DynamicTest> shouldChangeNothingWhenTheDocumentedDefaultIsWrittenOut() {
    return CASES.stream()
        .filter(c -> !defaultText(c).equals("none"))
        .filter(c -> !c.key().equals("shards"))
        .map(
            c ->
                test(
                    c,
                    defaultText(c),
                    () ->
                        assertThat(ConfigReading.read(file(c, defaultText(c))))
                            .isEqualTo(ConfigReading.read(ConfigReading.MINIMAL))));
  }

  private static void assertRefused(KeyCase c, String value) {
    assertThat(ConfigReading.faults(file(c, value)))
        .hasSize(1)
        .allSatisfy(
            fault -> {
              assertThat(fault.key())
                  .startsWith(
                      c.section() == ConfigSection.INIT_CONFIG
                          ? "init_config." + c.key()
                          : "instances[0]." + c.key());
              assertThat(fault.line()).isEqualTo(c.section() == ConfigSection.INIT_CONFIG ? 2 : 3);
              assertThat(fault.column()).isGreaterThan(c.key().length() + 4);
              assertThat(fault.problem()).containsAnyOf("; allowed: ", "not yet supported");
            });
  }

  private static String defaultText(KeyCase c) {
    return ConfigKeys.find(c.section(), c.key()).orElseThrow().defaultText();
  }

  private static String file(KeyCase c, String value) {
    String line = c.key() + ": " + value;
    return c.section() == ConfigSection.INIT_CONFIG
        ? ConfigReading.init(line)
        : ConfigReading.instance(line);
  }

  private static DynamicTest test(KeyCase c, String value, Executable body) {
    return DynamicTest.dynamicTest(c.shown(value), body);
  }
}
