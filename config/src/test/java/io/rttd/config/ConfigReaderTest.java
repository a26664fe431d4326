package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  @TempDir Path folder;

  @Test
  void shouldTellAllFaultsAtOnceInTheOrderOfTheFile() {
    String yaml =
        """
        init_config:
          snaplen: 50
          statsd_prt: 8125
          percentiles: [50, 101, x]
        instances:
          - interface: eth0
            ips:
              - 10.0.0.0/33
            tags: foo:bar
          - mode: tap
        extra: 1
        """;

    assertThat(ConfigReading.faults(yaml))
        .extracting(ConfigFault::line, ConfigFault::column, ConfigFault::key, ConfigFault::value)
        .containsExactly(
            tuple(2, 12, "init_config.snaplen", "50"),
            tuple(3, 15, "init_config.statsd_prt", "8125"),
            tuple(4, 21, "init_config.percentiles[1]", "101"),
            tuple(4, 26, "init_config.percentiles[2]", "x"),
            tuple(8, 9, "instances[0].ips[0]", "10.0.0.0/33"),
            tuple(9, 11, "instances[0].tags", "foo:bar"),
            tuple(10, 5, "instances[1].interface", ""),
            tuple(11, 8, "extra", "1"));
  }

  @Test
  void shouldPrintOneFaultALineWithPlaceKeyValueProblemAndWhatIsAllowed() {
    String yaml = ConfigReading.init("snaplen: 50", "mode: tap");
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigReading.reader(Map.of()).parse("/etc/rttd/rttd.yaml", yaml));

    assertThat(refused)
        .hasMessage(
            """
            /etc/rttd/rttd.yaml:2:12: init_config.snaplen: 50: is out of range; allowed: 104 to 262144
            /etc/rttd/rttd.yaml:3:9: init_config.mode: tap: is not a known key; it belongs in instances\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "statsd_prt, did you mean statsd_port?",
    "SnapLen, did you mean snaplen?",
    "idle-ttl, did you mean idle_ttl?",
    "percentile, did you mean percentiles?",
    "interface, it belongs in instances",
    "xyzzy_plugh, see docs/configuration.md for the keys of init_config"
  })
  void shouldSayWhatAnUnknownKeyMayHaveMeant(String key, String advice) {
    assertThat(ConfigReading.faults(ConfigReading.init(key + ": 1")))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).isEqualTo("is not a known key; " + advice));
  }

  @Test
  void shouldTakeTheAgentsOwnKeysInEachSection() {
    StringBuilder init = new StringBuilder("init_config:\n");
    StringBuilder instance = new StringBuilder(ConfigReading.MINIMAL);
    StringBuilder top = new StringBuilder();
    for (String key : ConfigKeys.agentKeys()) {
      init.append("  ").append(key).append(": 1\n");
      instance.append("  ").append(key).append(": {a: [b]}\n");
      top.append(key).append(": [x]\n");
    }

    assertThat(ConfigReading.read(init.toString() + instance + top))
        .isEqualTo(ConfigReading.read(ConfigReading.MINIMAL));
  }

  @Test
  void shouldRefuseAKeyThatIsThereTwice() {
    assertThat(ConfigReading.faults(ConfigReading.init("snaplen: 128", "snaplen: 256")))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(3);
              assertThat(fault.problem()).isEqualTo("appears twice; the first is on line 2");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n# nothing\n", "---\n"})
  void shouldRefuseAnEmptyFile(String yaml) {
    assertThat(ConfigReading.faults(yaml))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).containsAnyOf("empty", "not a mapping"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n- b\n", "just words", "42"})
  void shouldRejectAFileThatIsNotAMapping(String yaml) {
    assertThat(ConfigReading.faults(yaml))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).contains("not a mapping"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'instances: [\n' | 2",
        "'a: b: c' | 1",
        "'init_config:\n\tsnaplen: 1' | 2",
        "'a: 1\n---\na: 2' | 2",
        "'a: *nowhere' | 1",
        "'a: \"open\n' | 2",
        "'a: @x' | 1"
      })
  void shouldPlaceAFaultOfYamlItself(String yaml, int line) {
    assertThat(ConfigReading.faults(yaml))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(line);
              assertThat(fault.problem()).startsWith("not valid YAML: ");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"init_config:\n", "init_config: {}\n", "init_config: ~\n", ""})
  void shouldTakeAnInitConfigThatSaysNothing(String init) {
    assertThat(ConfigReading.read(init + ConfigReading.MINIMAL))
        .isEqualTo(ConfigReading.read(ConfigReading.MINIMAL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "init_config:\n",
        "instances:\n",
        "instances: []\n",
        "instances: {interface: eth0}\n",
        "instances: [eth0]\n",
        "instances: [~]\n",
        "instances: [{}]\n",
        "instances: [{interface: }]\n",
        "instances: [{interface: file}]\n",
        "instances: [{interface: [eth0]}]\n",
        "instances: [{interface: 'eth 0'}]\n",
        "instances: [{interface: eth0, pcap: a.pcap}]\n",
        "init_config: []\ninstances: [{interface: eth0}]\n",
        "? [a]\n: 1\ninstances: [{interface: eth0}]\n"
      })
  void shouldRefuseAFileWithoutAWholeInstanceByOneFault(String yaml) {
    assertThat(ConfigReading.faults(yaml)).hasSize(1);
  }

  @Test
  void shouldTakeSeveralInstancesAndAny() {
    assertThat(ConfigReading.read("instances: [{interface: any}, {interface: 7}, {pcap: a.pcap}]"))
        .extracting(RttdConfig::instances)
        .satisfies(
            instances -> {
              assertThat(instances)
                  .extracting(InstanceConfig::interfaceName)
                  .containsExactly(Optional.of("any"), Optional.of("7"), Optional.empty());
              assertThat(instances.get(2).captureFile()).contains(Path.of("a.pcap"));
            });
  }

  @Test
  void shouldRefuseMoreInstancesThanAnyHostHas() {
    String yaml =
        IntStream.range(0, 65)
            .mapToObj(i -> "- interface: eth" + i + "\n")
            .collect(Collectors.joining("", "instances:\n", ""));

    assertThat(ConfigReading.faults("init_config: {memory_limit: 2GB}\n" + yaml))
        .extracting(ConfigFault::problem)
        .containsExactly("has 65 elements; allowed: a list of 1 to 64 mappings");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ips: [198.18.0.1]",
        "ips: [127.0.0.1, '::1', 'fd00::1']",
        "ips: [127.0.0.0/8]",
        "hosts: [localhost]",
        "hosts: ['198.18.0.1']"
      })
  void shouldRefuseAWhitelistOfNothingButLocalAddresses(String whitelist) {
    assertThat(ConfigReading.faults(ConfigReading.instance(whitelist)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).startsWith("has only local"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ips: [198.18.0.1, 198.18.0.2]",
        "ips: [198.18.0.0/24]",
        "ips: [0.0.0.0/0]",
        "{ips: [127.0.0.1], hosts: [db.example.org]}",
        "ips: []"
      })
  void shouldTakeAWhitelistWithAnythingElse(String whitelist) {
    String keys = whitelist.replaceAll("^\\{|}$", "").replace("], hosts", "]\n  hosts");

    assertThat(ConfigReading.read(ConfigReading.instance(keys)).instances()).hasSize(1);
  }

  @Test
  void shouldTakeALoopbackWhitelistOnTheLoopbackInterfaceAndForFiles() {
    String yaml =
        "instances: [{interface: lo, ips: [127.0.0.1], hosts: [localhost]}, {pcap: a, ips:"
            + " [127.0.0.1]}]";

    assertThat(ConfigReading.read(yaml).instances().get(0).networks())
        .containsExactly(Cidr.parse("127.0.0.1/32"));
  }

  @Test
  void shouldKnowThisHostsOwnAddressesWithoutBeingTold() {
    String yaml = ConfigReading.instance("ips: [127.0.0.1]");

    assertThat(
            catchThrowableOfType(
                ConfigException.class, () -> new ConfigReader(Map.of(), 1).parse("f", yaml)))
        .hasMessageContaining("has only local addresses");
  }

  @Test
  void shouldShareTheMemoryAndTheCapsAmongTheInstances() {
    String init = "init_config: {memory_limit: 96MB, max_flows: 1000, max_peers: 2}\n";
    String three = "instances: [{interface: a}, {interface: b}, {interface: c}]\n";
    EngineConfig engine = ConfigReading.read(init + three).engine();

    assertThat(engine.memoryLimitBytes()).isEqualTo(32L << 20);
    assertThat(engine.maxFlows()).isEqualTo(333);
    assertThat(engine.maxPeers()).isEqualTo(1);
    assertThat(engine.shards()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAMemoryLimitThatLeavesAnInstanceTooLittle() {
    String yaml = "init_config: {memory_limit: 24MB}\ninstances: [{interface: a}, {interface: b}]";

    assertThat(ConfigReading.faults(yaml))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.problem())
                    .startsWith("leaves only 12582912 bytes for each of 2 instances; allowed: "));
  }

  @Test
  void shouldMergeAnAliasWhereTheMappingDoesNotSayOtherwise() {
    String yaml =
        """
        instances:
        - &first {interface: eth0, tags: [a:1], ports: [443]}
        - {<<: *first, interface: eth1}
        """;

    assertThat(ConfigReading.read(yaml).instances())
        .extracting(InstanceConfig::interfaceName, InstanceConfig::ports)
        .containsExactly(
            tuple(Optional.of("eth0"), List.of(443)), tuple(Optional.of("eth1"), List.of(443)));
  }

  @Test
  void shouldReadAFileAndNameItInFaults() throws IOException, ConfigException {
    Path file = folder.resolve("a.yaml");
    Files.writeString(file, ConfigReading.MINIMAL);
    assertThat(ConfigReading.reader(Map.of()).read(file))
        .isEqualTo(ConfigReading.read(ConfigReading.MINIMAL));

    Files.writeString(file, "a: 1");
    assertThat(refusalOf(file)).hasMessageStartingWith(file + ":1:");
  }

  @Test
  void shouldSayThatAFileCannotBeRead() {
    assertThat(refusalOf(folder.resolve("none.yaml"))).hasMessageEndingWith(": no such file");
    assertThat(refusalOf(folder)).hasMessageContaining("cannot be read: ");
  }

  @Test
  void shouldGiveTheDefaultsToCommandsThatNeedNoFile() throws ConfigException {
    InstanceConfig instance = ConfigReading.read(ConfigReading.MINIMAL).instances().get(0);

    assertThat(ConfigReading.reader(Map.of()).defaults(List.of(instance)))
        .isEqualTo(ConfigReading.read(ConfigReading.MINIMAL));
    assertThat(
            catchThrowableOfType(
                ConfigException.class,
                () -> ConfigReading.reader(Map.of("DD_ENV", "|")).defaults(List.of(instance))))
        .hasMessageStartingWith("environment: DD_ENV: |: ");
  }

  @Test
  void shouldReadTheEnvironmentOfThisProcess() throws ConfigException {
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(ConfigReader.system().parse("f", ConfigReading.MINIMAL).engine().shards())
        .isEqualTo(processors <= 2 ? 0 : processors / 2);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 1", "4, 2", "64, 32"})
  void shouldUseShardsOnlyWhereProcessorsAreLeftForThem(int processors, int shards)
      throws ConfigException {
    ConfigReader reader = new ConfigReader(Map.of(), processors);
    assertThat(reader.parse("f", ConfigReading.MINIMAL).engine().shards()).isEqualTo(shards);
  }

  private static ConfigException refusalOf(Path file) {
    return catchThrowableOfType(
        ConfigException.class, () -> ConfigReading.reader(Map.of()).read(file));
  }

  @Test
  void shouldRefuseMoreRingSlotsThanTheHeapHolds() {
    assertThat(ConfigReading.faults(ConfigReading.init("shards: 64", "ring_size: 4194304")))
        .anySatisfy(fault -> assertThat(fault.key()).endsWith("ring_size"));
    assertThat(
            ConfigReading.read(ConfigReading.init("shards: 4", "ring_size: 1048576"))
                .engine()
                .ringSize())
        .isEqualTo(1_048_576);
  }

  @Test
  void shouldRefuseTwoCapturesWhoseMetricsNothingTellsApart() {
    for (String both :
        new String[] {
          "[{interface: eth0, ips: [10.0.0.1]}, {interface: eth0, ips: [10.0.0.1]}]",
          "[{interface: eth0, tags: ['a:b', 'c:d']}, {interface: eth0, tags: ['c:d', 'a:b']}]",
          "[{pcap: a/x.pcap}, {pcap: b/x.pcap}]"
        }) {
      assertThat(ConfigReading.faults("instances: " + both))
          .as(both)
          .singleElement()
          .satisfies(
              fault -> {
                assertThat(fault.key()).isEqualTo("instances[1].tags");
                assertThat(fault.toString()).contains("give each its own tags");
              });
    }
    assertThat(
            ConfigReading.read("instances: [{interface: eth0, tags: ['a:b']}, {interface: eth0}]")
                .instances())
        .hasSize(2);
  }
}
