package io.rttd.config;

import io.rttd.config.RttdConfig.LoggingConfig;
import io.rttd.config.RttdConfig.StatusConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code init_config}, the settings of the whole process. */
final class InitSection {
  /** With so few, the kernel needs the others: a shard's thread would not make capture faster. */
  private static final int FEW_PROCESSORS = 2;

  private static final long MAX_RING_SLOTS = 1 << 22;
  static final int DEFAULT_SNAPLEN = 512;
  private static final int MOST_CAPTURE_THREADS = 32;

  private static final long WEEK_SECONDS = 604_800;
  private static final long LEAST_MEMORY = 16L << 20;
  private static final long MOST_MEMORY = 1L << 40;
  private static final int MOST_PERCENTILES = 20;
  private static final int MOST_BUCKETS = 64;
  private static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0);

  private final SectionReader section;
  private final DatadogEnvironment environment;
  private final OtelEnvironment otel;
  private final int captureThreads;

  InitSection(SectionReader section, DatadogEnvironment environment, OtelEnvironment otel) {
    this.section = section;
    this.environment = environment;
    this.otel = otel;
    this.captureThreads = number("capture_threads", 1, MOST_CAPTURE_THREADS, 1);
  }

  int snaplen() {
    return number("snaplen", 104, 262_144, DEFAULT_SNAPLEN);
  }

  int captureThreads() {
    return captureThreads;
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
            shards(processors <= FEW_PROCESSORS ? 0 : Math.max(1, defaults.shards() / instances)),
            section
                .read(
                    "ring_size", ValueSyntax.powerOfTwo(1024, 1 << 22), (long) defaults.ringSize())
                .intValue(),
            section.read(
                "wait_strategy",
                ValueSyntax.choice(WaitStrategyKind.class),
                defaults.waitStrategy()),
            section.read(
                "connect_timeout",
                ValueSyntax.seconds(Duration.ofSeconds(1), Duration.ofSeconds(300)),
                defaults.connectTimeout()),
            false);
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
    Optional<Endpoint> prometheus =
        section.read("prometheus_listen", InitSection::listenOrOff, Optional.empty());
    List<Double> percentiles = percentiles();
    return new ReportingConfig(
        dogStatsD(),
        Duration.ofSeconds(number("report_interval", 1, 3600, 10)),
        percentiles,
        section.read("distributions", ValueSyntax::flag, true),
        metrics(percentiles),
        environment.tags(section.readList("tags", ValueSyntax::tag).orElse(List.of())),
        prometheus,
        buckets(),
        new OtlpSection(section, otel).read());
  }

  ServicesConfig services() {
    return new ServicesSection(section).read();
  }

  /** Files that reports are appended to. */
  Map<ReportFile, Path> files() {
    Map<ReportFile, Path> files = new EnumMap<>(ReportFile.class);
    for (ReportFile file : ReportFile.values()) {
      section.read(file.key(), ValueSyntax::path).ifPresent(path -> files.put(file, path));
    }
    return files;
  }

  /** The file that names addresses. */
  Optional<Path> namesFile() {
    return section.read("names_file", ValueSyntax::path);
  }

  /**
   * Checks that all paths that rttd writes, reads or listens on are different files.
   *
   * @param self the configuration file, if it is a file
   */
  void checkPaths(Optional<Path> self, RttdConfig config) {
    DistinctFiles distinct = new DistinctFiles(section);
    distinct.reserve(DistinctFiles.CONFIGURATION, self.stream().toList());
    distinct.reserve(
        "pcap",
        config.instances().stream().flatMap(instance -> instance.captureFile().stream()).toList());
    distinct.reserve("names_file", config.namesFile().stream().toList());
    config
        .reporting()
        .dogStatsD()
        .filter(Endpoint::isUnix)
        .ifPresent(endpoint -> distinct.add("dogstatsd_url", Path.of(endpoint.host())));
    config.status().socket().ifPresent(socket -> distinct.add("status_socket", socket));
    if (config.logging().toFile()) {
      distinct.add("log_file", config.logging().allFiles());
    }
    config.files().forEach((file, path) -> distinct.add(file.key(), path));
  }

  /** Where to log; the command line takes precedence over the file. */
  LoggingConfig logging(Overrides overrides) {
    Path file = section.read("log_file", ValueSyntax::path, Path.of("/var/log/rttd/rttd.log"));
    return new LoggingConfig(
        section.read("log_to_file", ValueSyntax::flag, overrides.logToFileByDefault()),
        overrides.logFile().orElse(file),
        section.read("log_level", ValueSyntax::logLevel, LogLevel.INFO),
        section.read("log_max_size", InitSection::logSize, LoggingConfig.DEFAULT_MAX_BYTES),
        number("log_max_files", 1, 100, LoggingConfig.DEFAULT_MAX_FILES));
  }

  /** Where to answer status requests. */
  StatusConfig status() {
    return new StatusConfig(
        section.read("status_socket", InitSection::socketOrOff, Optional.of(StatusConfig.DEFAULT)));
  }

  private Optional<Endpoint> dogStatsD() {
    Optional<String> host = section.read("statsd_ip", ValueSyntax::host);
    int port = number("statsd_port", 1, 65_535, 0);
    Optional<Endpoint> loopback =
        Optional.of(new Endpoint("udp", Endpoint.LOOPBACK, Endpoint.DOGSTATSD_PORT));
    Optional<Endpoint> url = section.read("dogstatsd_url", InitSection::urlOrOff, loopback);
    if (section.has("dogstatsd_url")) {
      if (section.has("statsd_ip") || section.has("statsd_port")) {
        section.fault("dogstatsd_url", "conflicts with statsd_ip or statsd_port");
      }
      return url;
    }
    Endpoint base =
        section.has("statsd_ip")
            ? new Endpoint("udp", host.orElse(Endpoint.LOOPBACK), Endpoint.DOGSTATSD_PORT)
            : environment.dogStatsd();
    if (port != 0 && base.isUnix()) {
      section.fault("statsd_port", "is set, but DD_DOGSTATSD_URL names a UNIX socket");
    }
    return Optional.of(port == 0 ? base : new Endpoint("udp", base.host(), port));
  }

  private Set<String> metrics(List<Double> percentiles) {
    return section.readList("metrics", MetricNames.pattern(percentiles)).orElse(List.of()).stream()
        .flatMap(List::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<Duration> finishedTtl() {
    Optional<Duration> documented = timeToLive("exp_ttl");
    Optional<Duration> coded = timeToLive("expired_ttl");
    if (documented.isPresent() && coded.isPresent() && !documented.equals(coded)) {
      section.fault("expired_ttl", "differs from exp_ttl");
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

  /** Each capture thread has at least one, unless there are no shards at all. */
  private int shards(int fallback) {
    int shards = number("shards", 0, 64, fallback);
    return shards == 0 ? 0 : Math.max(shards, captureThreads);
  }

  /** An even share of a cap; never 0, which would mean no cap. */
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

  private List<Double> buckets() {
    int faultsBefore = section.faultCount();
    List<Double> buckets =
        section
            .readDistinct("prometheus_buckets", ValueSyntax::bucket)
            .orElse(ReportingConfig.DEFAULT_BUCKETS);
    boolean isList = section.faultCount() == faultsBefore;
    if (isList && (buckets.isEmpty() || buckets.size() > MOST_BUCKETS)) {
      section.fault("prometheus_buckets", "has " + buckets.size() + " elements");
    }
    return buckets.stream().sorted().toList();
  }

  private int number(String name, int least, int most, int fallback) {
    return section.read(name, ValueSyntax.whole(least, most), (long) fallback).intValue();
  }

  private static Long logSize(String text) {
    return text.equals("0") ? 0L : ValueSyntax.bytes(64L << 10, MOST_MEMORY).read(text);
  }

  /** The word, or YAML's own for it. */
  static boolean isOff(String text) {
    return text.equalsIgnoreCase("off") || text.equalsIgnoreCase("false");
  }

  private static Optional<Endpoint> urlOrOff(String text) {
    return isOff(text) ? Optional.empty() : Optional.of(Endpoint.url(text));
  }

  static Optional<Path> socketOrOff(String text) {
    if (isOff(text)) {
      return Optional.empty();
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > 100) {
      throw new IllegalArgumentException("is longer than 100 bytes");
    }
    return Optional.of(ValueSyntax.path(text));
  }

  private static Optional<Endpoint> listenOrOff(String text) {
    return isOff(text) ? Optional.empty() : Optional.of(Endpoint.listen(text));
  }
}
