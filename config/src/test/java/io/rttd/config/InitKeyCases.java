package io.rttd.config;

import static io.rttd.config.KeyCase.init;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code init_config}. */
final class InitKeyCases {
  static final List<KeyCase> ALL =
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
              "hlog_file",
              c -> c.files().hlogFile(),
              Optional.empty(),
              "/var/log/rttd/rtt.hlog",
              Optional.of(Path.of("/var/log/rttd/rtt.hlog")),
              "''",
              "[a]"),
          init(
              "jsonl_file",
              c -> c.files().jsonlFile(),
              Optional.empty(),
              "rtt.jsonl",
              Optional.of(Path.of("rtt.jsonl")),
              "' '",
              "{}"),
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
              "127.0.0.1:9475"));

  private InitKeyCases() {}

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
