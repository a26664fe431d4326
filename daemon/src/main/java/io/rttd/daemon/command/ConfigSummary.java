package io.rttd.daemon.command;

import io.rttd.capture.CaptureInterfaces;
import io.rttd.config.Cidr;
import io.rttd.config.Endpoint;
import io.rttd.config.EngineConfig;
import io.rttd.config.InstanceConfig;
import io.rttd.config.InstanceConfig.PeerGrouping;
import io.rttd.config.MetricNames;
import io.rttd.config.Mode;
import io.rttd.config.NetworkNames;
import io.rttd.config.ReportingConfig;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.InterfaceSelector;
import io.rttd.pipeline.steering.Member;
import io.rttd.reporting.Counted;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Describes a configuration in words, with defaults filled in. */
final class ConfigSummary {
  private ConfigSummary() {}

  /**
   * Prints the description.
   *
   * @param names what the configured {@code names_file} holds; nothing if it does not exist yet
   */
  static void print(
      RttdConfig config,
      Optional<NetworkNames> names,
      InterfaceDirectory directory,
      PrintWriter out) {
    List<Member> members = Member.of(config, directory);
    for (InstanceConfig instance : config.instances()) {
      out.println();
      List<String> captured =
          members.stream()
              .filter(member -> member.configured().equals(instance))
              .map(Member::name)
              .toList();
      line(out, "capture", source(instance, captured, directory));
      line(out, "peers", peers(instance));
      if (!instance.excludedNetworks().isEmpty()) {
        line(out, "excluding", joined(instance.excludedNetworks()));
      }
      if (!instance.ports().isEmpty()) {
        line(out, "ports", joined(instance.ports()));
      }
      instance.filter().ifPresent(filter -> line(out, "filter", "and " + filter));
      line(out, "mode", mode(instance));
      instance
          .sampling()
          .ifPresent(
              turns ->
                  line(
                      out,
                      "sampling",
                      "measures for "
                          + text(turns.measure())
                          + ", then pauses for "
                          + text(turns.rest())));
      if (!instance.grouping().equals(PeerGrouping.NONE)) {
        line(out, "grouping", grouping(instance.grouping()));
      }
      if (!instance.tags().isEmpty()) {
        line(out, "tags", String.join(", ", instance.tags()));
      }
    }
    out.println();
    printSinks(config, out);
    ReportingConfig reporting = config.reporting();
    line(
        out,
        "percentiles",
        reporting.percentiles().stream()
            .map(ConfigSummary::number)
            .collect(Collectors.joining(", ")));
    if (!reporting.tags().isEmpty()) {
      line(out, "all tags", String.join(", ", reporting.tags()));
    }
    config.namesFile().ifPresent(file -> line(out, "names", names(file, names)));
    printEngine(config.engine(), out);
    line(
        out,
        "packets",
        "first %d bytes of each%s"
            .formatted(
                config.snaplen(),
                config.captureThreads() == 1
                    ? ""
                    : ", spread over " + config.captureThreads() + " capture threads"));
    line(
        out,
        "log",
        (config.logging().toFile() ? config.logging().file().toString() : "standard error")
            + ", level "
            + config.logging().level().name().toLowerCase(Locale.ROOT));
  }

  private static void printSinks(RttdConfig config, PrintWriter out) {
    ReportingConfig reporting = config.reporting();
    line(
        out,
        "reports",
        "every %s%s"
            .formatted(
                text(reporting.interval()),
                reporting
                    .dogStatsD()
                    .map(endpoint -> dogStatsD(endpoint, reporting))
                    .orElse(", none of them to DogStatsD")));
    if (reporting.dogStatsD().isPresent()) {
      String groups = MetricNames.seriesByGroup(reporting);
      line(out, "series", "for each pair, at most: " + (groups.isEmpty() ? "none" : groups));
    }
    reporting
        .prometheus()
        .ifPresent(
            listen ->
                line(
                    out,
                    "prometheus",
                    "scrapes " + listen.url().replaceFirst("tcp", "http") + "/metrics"));
    reporting
        .otlp()
        .ifPresent(
            otlp -> {
              URI url = otlp.endpoint();
              String temporality = otlp.temporality().name().toLowerCase(Locale.ROOT);
              line(
                  out,
                  "otlp",
                  "sent to %s://%s%s, %s"
                      .formatted(
                          url.getScheme(), url.getRawAuthority(), url.getRawPath(), temporality));
            });
    config.files().forEach((file, path) -> line(out, file.key(), "appends to " + path));
  }

  private static void printEngine(EngineConfig engine, PrintWriter out) {
    line(
        out,
        "flows",
        "expire %s after the last packet, %s once finished; RTTs above %s are not samples"
            .formatted(text(engine.idleTtl()), text(engine.finishedTtl()), text(engine.maxRtt())));
    line(
        out,
        "memory",
        "at most %s per instance for flows, segments and histograms%s%s"
            .formatted(
                bytes(engine.memoryLimitBytes()),
                cap(engine.maxFlows(), "flow"),
                cap(engine.maxPeers(), "pair")));
    line(
        out,
        "threads",
        engine.shards() == 0
            ? "everything runs on the capture thread"
            : "%s, ring of %d slots, wait strategy %s"
                .formatted(
                    Counted.text(engine.shards(), "shard"),
                    engine.ringSize(),
                    engine.waitStrategy().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
  }

  private static void line(PrintWriter out, String what, String text) {
    out.printf("  %-12s %s%n", what, text);
  }

  private static String source(
      InstanceConfig instance, List<String> captured, InterfaceDirectory directory) {
    return instance
        .captureFile()
        .map(file -> "file " + file)
        .orElseGet(
            () -> {
              String name = instance.interfaceName().orElse("?");
              return name.equals(CaptureInterfaces.ANY)
                  ? "all interfaces"
                  : interfaces(InterfaceSelector.of(name), captured, directory);
            });
  }

  private static String interfaces(
      InterfaceSelector selector, List<String> captured, InterfaceDirectory directory) {
    List<String> existing =
        selector.select(directory).stream()
            .filter(name -> directory.find(name).isPresent())
            .toList();
    List<String> now = existing.stream().filter(captured::contains).toList();
    String names = String.join(", ", now);
    if (now.isEmpty() && !existing.isEmpty()) {
      return "none: other instances capture "
          + String.join(", ", existing)
          + (selector.isSingle() ? "" : ", all that " + selector + " matches");
    }
    if (selector.isSingle()) {
      return "interface "
          + selector
          + (now.isEmpty()
              ? ", which does not exist yet; rttd will wait for it"
              : names.equals(selector.toString()) ? "" : ", which is " + names);
    }
    String which =
        selector.toString().equals(InterfaceSelector.AUTO)
            ? "the interfaces with a default route"
            : "the interfaces that match " + selector;
    return which + (now.isEmpty() ? "; none yet, rttd will wait for them" : "; now " + names);
  }

  private static String peers(InstanceConfig instance) {
    List<String> peers = new ArrayList<>();
    instance.networks().stream().map(ConfigSummary::text).forEach(peers::add);
    peers.addAll(instance.hosts());
    return peers.isEmpty() ? "all TCP" : String.join(", ", peers);
  }

  private static String names(Path file, Optional<NetworkNames> names) {
    return names
        .map(read -> Counted.text(read.size(), "network") + " named in " + file)
        .orElse(file + ", which does not exist yet; rttd will wait for it");
  }

  private static String mode(InstanceConfig instance) {
    if (instance.mode() == Mode.TAP) {
      return "tap: times both directions of each flow";
    }
    String more = joined(instance.localNetworks());
    return "host: times data that this host sends"
        + (more.isEmpty() ? "" : "; also local, besides the host's addresses and guests: " + more);
  }

  private static String grouping(PeerGrouping grouping) {
    List<String> parts = new ArrayList<>();
    grouping.groups().forEach((name, networks) -> parts.add(name + ": " + joined(networks)));
    if (grouping.ipv4PrefixLength() < 32) {
      parts.add("IPv4 by /" + grouping.ipv4PrefixLength());
    }
    if (grouping.ipv6PrefixLength() < 128) {
      parts.add("IPv6 by /" + grouping.ipv6PrefixLength());
    }
    return String.join("; ", parts);
  }

  private static String text(Cidr cidr) {
    boolean single = cidr.prefixLength() == cidr.address().getAddress().length * 8;
    return single ? cidr.address().getHostAddress() : cidr.toString();
  }

  private static String text(Duration duration) {
    return duration.equals(EngineConfig.NEVER) ? "never" : number(duration.toNanos() / 1e9) + " s";
  }

  private static String joined(List<?> values) {
    return values.stream()
        .map(value -> value instanceof Cidr cidr ? text(cidr) : value.toString())
        .collect(Collectors.joining(", "));
  }

  private static String number(double number) {
    return number == Math.rint(number)
        ? Long.toString((long) number)
        : BigDecimal.valueOf(number).toPlainString();
  }

  private static String bytes(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }

  private static String cap(int cap, String what) {
    return cap == 0 ? "" : ", at most " + Counted.text(cap, what);
  }

  private static String dogStatsD(Endpoint endpoint, ReportingConfig reporting) {
    return " to DogStatsD at %s%s%s"
        .formatted(
            endpoint.url(),
            reporting.distributions() ? ", with distributions" : "",
            reporting.metrics().isEmpty()
                ? ""
                : ", only " + String.join(", ", new TreeSet<>(reporting.metrics())));
  }
}
