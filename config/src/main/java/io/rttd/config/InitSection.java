package io.rttd.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code init_config}: what holds for the whole process. */
final class InitSection {
  private static final long MAX_RING_SLOTS = 1 << 22;
  static final int DEFAULT_SNAPLEN = 512;

  private static final long WEEK_SECONDS = 604_800;
  private static final long LEAST_MEMORY = 16L << 20;
  private static final long MOST_MEMORY = 1L << 40;
  private static final int MOST_PERCENTILES = 20;
  private static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0);

  private final SectionReader section;
  private final DatadogEnvironment environment;

  InitSection(SectionReader section, DatadogEnvironment environment) {
    this.section = section;
    this.environment = environment;
  }

  int snaplen() {
    return number("snaplen", 104, 262_144, DEFAULT_SNAPLEN);
  }

  /** The share of one engine when {@code instances} of them run on {@code processors}. */
  EngineConfig engine(int processors, int instances) {
    EngineConfig defaults = EngineConfig.defaults(processors);
    EngineConfig engine =
        new EngineConfig(
            timeToLive("idle_ttl").orElse(defaults.idleTtl()),
            finishedTtl().orElse(defaults.finishedTtl()),
            section.read(
                "max_rtt",
                ValueSyntax.seconds(Duration.ofMillis(1), Duration.ofSeconds(60)),
                defaults.maxRtt()),
            memoryShare(defaults.memoryLimitBytes(), instances),
            capShare("max_flows", 100_000_000, instances),
            capShare("max_peers", 10_000_000, instances),
            number("shards", 0, 64, Math.max(1, defaults.shards() / instances)),
            section
                .read(
                    "ring_size", ValueSyntax.powerOfTwo(1024, 1 << 22), (long) defaults.ringSize())
                .intValue(),
            section.read(
                "wait_strategy",
                ValueSyntax.choice(WaitStrategyKind.class),
                defaults.waitStrategy()));
    long slots = (long) engine.shards() * engine.ringSize() * instances;
    if (slots > MAX_RING_SLOTS) {
      section.fault(
          "ring_size",
          "times the shards of all instances is "
              + slots
              + " slots; at most "
              + MAX_RING_SLOTS
              + " are allowed (168 bytes each, on the Java heap)");
    }
    return engine;
  }

  ReportingConfig reporting() {
    section
        .read("prometheus_listen", InitSection::listenOrOff, Optional.empty())
        .ifPresent(listen -> section.notYet("prometheus_listen"));
    Endpoint dogStatsd = dogStatsd();
    return new ReportingConfig(
        dogStatsd.host(),
        dogStatsd.port(),
        Duration.ofSeconds(number("report_interval", 1, 3600, 10)),
        percentiles(),
        section.read("distributions", ValueSyntax::flag, true),
        environment.tags(section.readList("tags", ValueSyntax::tag).orElse(List.of())));
  }

  /** Files that reports are appended to; two outputs in one file would spoil both. */
  FileOutputs files(LoggingConfig logging) {
    Optional<Path> hlog = section.read("hlog_file", ValueSyntax::path);
    Optional<Path> jsonl = section.read("jsonl_file", ValueSyntax::path);
    if (hlog.isPresent() && hlog.equals(jsonl)) {
      section.fault("jsonl_file", "is the file that hlog_file names");
    }
    if (logging.toFile()) {
      hlog.filter(logging.file()::equals)
          .ifPresent(file -> section.fault("hlog_file", "is the file that log_file names"));
      jsonl
          .filter(logging.file()::equals)
          .ifPresent(file -> section.fault("jsonl_file", "is the file that log_file names"));
    }
    return new FileOutputs(hlog, jsonl);
  }

  /** Where to log, with the command line's wishes before the file's. */
  LoggingConfig logging(Overrides overrides) {
    Path file = section.read("log_file", ValueSyntax::path, Path.of("/var/log/rttd/rttd.log"));
    return new LoggingConfig(
        section.read("log_to_file", ValueSyntax::flag, overrides.logToFileByDefault()),
        overrides.logFile().orElse(file),
        section.read("log_level", ValueSyntax::logLevel, LogLevel.INFO));
  }

  private Endpoint dogStatsd() {
    Optional<String> host = section.read("statsd_ip", ValueSyntax::host);
    int port = number("statsd_port", 1, 65_535, 0);
    Optional<Endpoint> url = section.read("dogstatsd_url", Endpoint::url);
    if (section.has("dogstatsd_url")) {
      if (section.has("statsd_ip") || section.has("statsd_port")) {
        section.fault("dogstatsd_url", "is given besides statsd_ip or statsd_port");
      }
      url.filter(Endpoint::isUnix).ifPresent(unix -> section.notYet("dogstatsd_url"));
      return url.orElse(new Endpoint("udp", "127.0.0.1", Endpoint.DOGSTATSD_PORT));
    }
    Endpoint base =
        section.has("statsd_ip")
            ? new Endpoint("udp", host.orElse("127.0.0.1"), Endpoint.DOGSTATSD_PORT)
            : environment.dogStatsd();
    return port == 0 ? base : new Endpoint("udp", base.host(), port);
  }

  private Optional<Duration> finishedTtl() {
    Optional<Duration> documented = timeToLive("exp_ttl");
    Optional<Duration> coded = timeToLive("expired_ttl");
    if (documented.isPresent() && coded.isPresent() && !documented.equals(coded)) {
      section.fault("expired_ttl", "is not what exp_ttl says");
    }
    return documented.or(() -> coded);
  }

  private Optional<Duration> timeToLive(String name) {
    return section
        .read(name, ValueSyntax.whole(0, WEEK_SECONDS))
        .map(seconds -> seconds == 0 ? EngineConfig.NEVER : Duration.ofSeconds(seconds));
  }

  private long memoryShare(long fallback, int instances) {
    long limit =
        section.read("memory_limit", ValueSyntax.bytes(LEAST_MEMORY, MOST_MEMORY), fallback);
    long share = limit / instances;
    if (share < LEAST_MEMORY) {
      section.fault(
          "memory_limit",
          String.format(
              Locale.ROOT, "leaves only %d bytes for each of %d instances", share, instances));
    }
    return share;
  }

  /** An even share of a cap, never 0: that would mean that there is none. */
  private int capShare(String name, int most, int instances) {
    int cap = number(name, 0, most, 0);
    return cap == 0 ? 0 : Math.max(1, cap / instances);
  }

  private List<Double> percentiles() {
    List<Double> percentiles =
        section.readDistinct("percentiles", ValueSyntax::percentile).orElse(PERCENTILES);
    if (percentiles.size() > MOST_PERCENTILES) {
      section.fault("percentiles", "has " + percentiles.size() + " elements");
    }
    return percentiles.stream().sorted().toList();
  }

  private int number(String name, int least, int most, int fallback) {
    return section.read(name, ValueSyntax.whole(least, most), (long) fallback).intValue();
  }

  private static Optional<Endpoint> listenOrOff(String text) {
    return text.equalsIgnoreCase("off") ? Optional.empty() : Optional.of(Endpoint.listen(text));
  }
}
