package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** For each key: its default, a legal value and what it becomes, and illegal values. */
class EachKeyTest {
  private record Case(
      ConfigSection section,
      String key,
      Function<RttdConfig, Object> component,
      Object whenAbsent,
      String legal,
      Object whenLegal,
      List<String> illegal) {}

  private static final List<Case> CASES =
      List.of(
          init("snaplen", RttdConfig::snaplen, 512, "104", 104, "103", "262145", "many", "1e3"),
          init("idle_ttl", c -> c.engine().idleTtl(), seconds(300), "1", seconds(1), "-1", "1.5"),
          init(
              "exp_ttl",
              c -> c.engine().finishedTtl(),
              seconds(60),
              "604800",
              seconds(604800),
              "604801",
              "60s"),
          init(
              "expired_ttl",
              c -> c.engine().finishedTtl(),
              seconds(60),
              "0",
              EngineConfig.NEVER,
              "-5",
              "[60]"),
          init(
              "statsd_ip",
              c -> c.reporting().statsdHost(),
              "127.0.0.1",
              "dog.example.org",
              "dog.example.org",
              "10.0.0.256",
              "10.0.0.0/8",
              "a b",
              "{}"),
          init("statsd_port", c -> c.reporting().statsdPort(), 8125, "65535", 65535, "0", "65536"),
          init(
              "dogstatsd_url",
              c -> c.reporting().statsdHost(),
              "127.0.0.1",
              "udp://10.0.0.9",
              "10.0.0.9",
              "tcp://10.0.0.9",
              "udp://",
              "udp://h:99999",
              "10.0.0.9:8125"),
          init("log_to_file", c -> c.logging().toFile(), false, "yes", true, "maybe", "1"),
          init(
              "log_file",
              c -> c.logging().file(),
              Path.of("/var/log/rttd/rttd.log"),
              "/tmp/a",
              Path.of("/tmp/a"),
              "''",
              "\"a\\0b\""),
          init(
              "log_level",
              c -> c.logging().level(),
              LogLevel.INFO,
              "Warning",
              LogLevel.WARN,
              "loud",
              "3"),
          init(
              "report_interval",
              c -> c.reporting().interval(),
              seconds(10),
              "1",
              seconds(1),
              "0",
              "3601",
              "0.5"),
          init(
              "percentiles",
              c -> c.reporting().percentiles(),
              List.of(50.0, 75.0, 90.0, 95.0, 99.0),
              "[100, 99.9, 50]",
              List.of(50.0, 99.9, 100.0),
              "[0]",
              "[100.1]",
              "[50, 50.0]",
              "50",
              "[x]",
              "[99.9999]",
              "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]"),
          init("distributions", c -> c.reporting().distributions(), true, "off", false, "some"),
          init(
              "max_rtt",
              c -> c.engine().maxRtt(),
              seconds(60),
              "0.25",
              Duration.ofMillis(250),
              "0",
              "60.1",
              "-1",
              "soon"),
          init(
              "memory_limit",
              c -> c.engine().memoryLimitBytes(),
              256L << 20,
              "64MiB",
              64L << 20,
              "15MB",
              "16000000",
              "2TB",
              "lots",
              "1.5GB",
              "999999999999999TB"),
          init("max_flows", c -> c.engine().maxFlows(), 0, "100000000", 100_000_000, "100000001"),
          init("max_peers", c -> c.engine().maxPeers(), 0, "1", 1, "-1", "10000001"),
          init("shards", c -> c.engine().shards(), 4, "0", 0, "65", "-1"),
          init(
              "ring_size",
              c -> c.engine().ringSize(),
              65536,
              "1048576",
              1 << 20,
              "512",
              "65537",
              "8388608"),
          init(
              "wait_strategy",
              c -> c.engine().waitStrategy(),
              WaitStrategyKind.BLOCKING,
              "busy_spin",
              WaitStrategyKind.BUSY_SPIN,
              "spin"),
          init(
              "tags",
              c -> c.reporting().tags(),
              List.of(),
              "[team:net, 7, \"é:ü\"]",
              List.of("team:net", "7", "é:ü"),
              "team:net",
              "['a,b']",
              "['a|b']",
              "[\"a\\nb:1\"]",
              "[team: net]",
              "['']",
              "[null]",
              "['" + "x".repeat(201) + "']"),
          init(
              "prometheus_listen",
              c -> c.instances().size(),
              1,
              "off",
              1,
              "9475",
              "h:0",
              "127.0.0.1:9475"),
          instance(
              "exclude_ips",
              one(InstanceConfig::excludedNetworks),
              List.of(),
              "[10.1.0.0/16]",
              List.of(Cidr.parse("10.1.0.0/16")),
              "[10.1.0.1/16]",
              "10.1.0.1"),
          instance(
              "ips",
              one(InstanceConfig::networks),
              List.of(),
              "[10.9.8.7, '2001:db8::/32']",
              List.of(Cidr.parse("10.9.8.7/32"), Cidr.parse("2001:db8::/32")),
              "[10.9.8]",
              "[www.example.org]",
              "[10.0.0.0/33]",
              "['2001:db8::/129']",
              "[10.0.0.0/+8]",
              "[10.0.0.01]",
              "['::1::']",
              "['fe80::1%eth0']",
              "[[10.0.0.1]]"),
          instance(
              "hosts",
              one(InstanceConfig::hosts),
              List.of(),
              "[db_1.example.org, 10.9.8.7]",
              List.of("db_1.example.org", "10.9.8.7"),
              "[-x]",
              "[a..b]",
              "['a b']",
              "[10.0.0.0/8]",
              "[" + "a.".repeat(130) + "a]"),
          instance(
              "ports",
              one(InstanceConfig::ports),
              List.of(),
              "[443, '5432']",
              List.of(443, 5432),
              "[0]",
              "[65536]",
              "[443, 443]",
              "443"),
          instance(
              "filter",
              one(InstanceConfig::filter),
              Optional.empty(),
              "not port 22",
              Optional.of("not port 22"),
              "\"port \\x07\"",
              "[port, 22]",
              "x".repeat(4097)),
          instance(
              "tags",
              one(InstanceConfig::tags),
              List.of(),
              "[foo:bar]",
              List.of("foo:bar"),
              "foo:bar",
              "[' a']"),
          instance("mode", one(InstanceConfig::mode), Mode.HOST, "tap", Mode.TAP, "router"),
          instance(
              "local_networks",
              one(InstanceConfig::localNetworks),
              List.of(),
              "[10.0.0.0/8]",
              List.of(Cidr.parse("10.0.0.0/8")),
              "[nowhere]"),
          instance(
              "groups",
              one(InstanceConfig::tags),
              List.of(),
              "{}",
              List.of(),
              "[a]",
              "{db: 10.0.0.0/8}",
              "{db: [x]}",
              "{'a|b': []}",
              "{db: [10.0.0.0/8]}"),
          instance(
              "aggregate_ipv4", one(InstanceConfig::tags), List.of(), "32", List.of(), "33", "24"),
          instance(
              "aggregate_ipv6",
              one(InstanceConfig::tags),
              List.of(),
              "128",
              List.of(),
              "129",
              "48"),
          instance("sample", one(InstanceConfig::tags), List.of(), "no", List.of(), "true", "5"),
          instance(
              "sample_duration",
              one(InstanceConfig::tags),
              List.of(),
              "0",
              List.of(),
              "86401",
              "10"),
          instance(
              "sample_interval", one(InstanceConfig::tags), List.of(), "0", List.of(), "-1", "10"));

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
    assertThat(CASES.stream().map(c -> c.section() + " " + c.key()))
        .containsAll(
            ConfigKeys.all().stream()
                .filter(key -> key.section() != ConfigSection.TOP_LEVEL)
                .filter(key -> !List.of("interface", "pcap").contains(key.name()))
                .map(key -> key.section() + " " + key.name())
                .toList());
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

  private static void assertRefused(Case c, String value) {
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

  private static String defaultText(Case c) {
    return ConfigKeys.find(c.section(), c.key()).orElseThrow().defaultText();
  }

  private static String file(Case c, String value) {
    String line = c.key() + ": " + value;
    return c.section() == ConfigSection.INIT_CONFIG
        ? ConfigReading.init(line)
        : ConfigReading.instance(line);
  }

  private static DynamicTest test(Case c, String value, Executable body) {
    String shown = value.length() > 60 ? value.substring(0, 60) + "..." : value;
    return DynamicTest.dynamicTest(c.section() + " " + c.key() + ": " + shown, body);
  }

  private static Case init(
      String key,
      Function<RttdConfig, Object> component,
      Object whenAbsent,
      String legal,
      Object whenLegal,
      String... illegal) {
    return new Case(
        ConfigSection.INIT_CONFIG, key, component, whenAbsent, legal, whenLegal, List.of(illegal));
  }

  private static Case instance(
      String key,
      Function<RttdConfig, Object> component,
      Object whenAbsent,
      String legal,
      Object whenLegal,
      String... illegal) {
    return new Case(
        ConfigSection.INSTANCE, key, component, whenAbsent, legal, whenLegal, List.of(illegal));
  }

  private static Function<RttdConfig, Object> one(Function<InstanceConfig, Object> component) {
    return config -> component.apply(config.instances().get(0));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
