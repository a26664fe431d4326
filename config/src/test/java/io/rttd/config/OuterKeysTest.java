package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The keys that decide what a file is about, so that no file is the same without them: the top
 * level's, and an instance's {@code interface} and {@code pcap}. As {@link EachKeyTest}, but each
 * case is a file.
 */
class OuterKeysTest {
  static final List<Case> ALL =
      List.of(
          new Case(
              ConfigSection.TOP_LEVEL,
              "init_config",
              RttdConfig::snaplen,
              ConfigReading.MINIMAL,
              Optional.of(512),
              "init_config: {snaplen: 104}\n" + ConfigReading.MINIMAL,
              104,
              "init_config: [snaplen]\n" + ConfigReading.MINIMAL,
              "init_config: 5\n" + ConfigReading.MINIMAL),
          new Case(
              ConfigSection.TOP_LEVEL,
              "instances",
              config -> config.instances().size(),
              "init_config: {}\n",
              Optional.empty(),
              "instances: [{interface: eth0}, {interface: eth1}]\n",
              2,
              "instances: []\n",
              "instances: {interface: eth0}\n",
              "instances: [eth0]\n",
              "instances: [" + "{interface: a}, ".repeat(65) + "]\n"),
          new Case(
              ConfigSection.TOP_LEVEL,
              "config",
              config -> config.instances().get(0).interfaceName(),
              ConfigReading.MINIMAL,
              Optional.of(Optional.of("eth0")),
              "config: [{interface: eth1}]\n",
              Optional.of("eth1"),
              "config: [{interface: eth1}]\n" + ConfigReading.MINIMAL,
              "config: eth1\n"),
          new Case(
              ConfigSection.INSTANCE,
              "interface",
              config -> config.instances().get(0).interfaceName(),
              "instances: [{mode: tap}]\n",
              Optional.empty(),
              "instances: [{interface: any}]\n",
              Optional.of("any"),
              "instances: [{interface: ''}]\n",
              "instances: [{interface: [eth0]}]\n",
              "instances: [{interface: file}]\n"),
          new Case(
              ConfigSection.INSTANCE,
              "pcap",
              config -> config.instances().get(0).captureFile(),
              ConfigReading.MINIMAL,
              Optional.of(Optional.empty()),
              "instances: [{pcap: /tmp/a.pcap}]\n",
              Optional.of(Path.of("/tmp/a.pcap")),
              "instances: [{pcap: ''}]\n",
              "instances: [{pcap: [a]}]\n",
              "instances: [{interface: eth0, pcap: /tmp/a.pcap}]\n"));

  /**
   * What a test knows of one key.
   *
   * @param without a file without the key
   * @param whenAbsent what the component is then; empty: the file is refused
   * @param legal a file with a legal value
   * @param illegal files that are refused
   */
  record Case(
      ConfigSection section,
      String key,
      Function<RttdConfig, Object> component,
      String without,
      Optional<Object> whenAbsent,
      String legal,
      Object whenLegal,
      List<String> illegal) {
    Case(
        ConfigSection section,
        String key,
        Function<RttdConfig, Object> component,
        String without,
        Optional<Object> whenAbsent,
        String legal,
        Object whenLegal,
        String... illegal) {
      this(section, key, component, without, whenAbsent, legal, whenLegal, List.of(illegal));
    }

    private DynamicTest test(String file, Runnable body) {
      return DynamicTest.dynamicTest(section + " " + key + ": " + file.strip(), body::run);
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldUseTheDefaultOfAnAbsentKeyOrAskForIt() {
    return ALL.stream()
        .map(
            c ->
                c.test(
                    c.without(),
                    () ->
                        c.whenAbsent()
                            .ifPresentOrElse(
                                value ->
                                    assertThat(c.component().apply(ConfigReading.read(c.without())))
                                        .isEqualTo(value),
                                () -> assertRefused(c, c.without()))));
  }

  @TestFactory
  Stream<DynamicTest> shouldTakeALegalValue() {
    return ALL.stream()
        .map(
            c ->
                c.test(
                    c.legal(),
                    () ->
                        assertThat(c.component().apply(ConfigReading.read(c.legal())))
                            .isEqualTo(c.whenLegal())));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAnIllegalValue() {
    return ALL.stream()
        .flatMap(c -> c.illegal().stream().map(file -> c.test(file, () -> assertRefused(c, file))));
  }

  private static void assertRefused(Case c, String file) {
    assertThat(ConfigReading.faults(file))
        .isNotEmpty()
        .anySatisfy(fault -> assertThat(fault.toString()).contains(c.key()));
  }
}
