package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.config.ReportingConfig;
import io.rttd.perf.report.BuiltCommand;
import io.rttd.testbed.traffic.TrafficServer;
import io.rttd.testbed.truth.Fate;
import io.rttd.testbed.truth.TruthRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A real Prometheus merges the histograms of many hosts, each with a link of its own delay. The
 * truth is in captures of the same packets. {@code ./dev testbed fleet} runs it.
 */
@Tag("live")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(
    named = "rttd.fleet.hosts",
    matches = "\\d+",
    disabledReason = "takes minutes: ./dev testbed fleet runs it")
class FleetLiveTest {
  private static final int INTERVAL_S = 2;
  private static final int SCRAPE_S = 5;
  private static final int PAUSE_MS = 100;
  private static final int SEGMENTS = 10;
  private static final double SHORTEST_DELAY_MS = 1;
  private static final double LONGEST_DELAY_MS = 60;
  private static final double[] QUANTILES = {0.5, 0.9, 0.99};
  private static final double NATIVE_GROWTH = Math.pow(2, 1 / 8.0);
  private static final double NS_PER_SECOND = 1e9;

  private final Path folder = Path.of("target", "fleet");
  private final LabProcesses processes = new LabProcesses();
  private final List<FleetHost> hosts = new ArrayList<>();
  private final List<FleetSegment> segments = new ArrayList<>();
  private final List<NetworkNamespace> namespaces = new ArrayList<>();
  private final StringBuilder page = new StringBuilder();

  /** An estimate of Prometheus, and the bucket in which the truth lies. */
  private record Estimate(
      double quantile, double truth, double estimate, double lower, double upper) {
    double errorPercent() {
      return (estimate / truth - 1) * 100;
    }
  }

  @AfterEach
  void tearDown() {
    processes.close();
    segments.forEach(FleetSegment::close);
    hosts.forEach(FleetHost::close);
    namespaces.forEach(NetworkNamespace::close);
  }

  @Test
  void shouldMergeTheHistogramsOfAFleet() throws Exception {
    assumeTrue(LabNetwork.obstacle().isEmpty(), LabNetwork::obstacle);
    assumeTrue(ShellCommand.exists("prometheus"), "prometheus is missing");
    int count = Integer.getInteger("rttd.fleet.hosts");
    int seconds = Integer.getInteger("rttd.fleet.seconds", 60);
    emptyFolder();
    NetworkNamespace.removeLeftovers();
    NetworkNamespace monitor = namespace("m");
    monitor.ip("link", "add", "br0", "type", "bridge");
    monitor.ip("addr", "add", "198.19.0.254/24", "dev", "br0");
    monitor.ip("link", "set", "br0", "up");
    createHosts(count, namespace("s"), monitor);
    PrometheusServer classic = prometheus(false, monitor);
    PrometheusServer merging = prometheus(true, monitor);
    classic.await("sum(up)", count, 30);
    merging.await("sum(up)", count, 30);

    talk(seconds);
    double reportedS = System.currentTimeMillis() / 1e3 + INTERVAL_S + 1;
    List<TapSamples> samples = new ArrayList<>();
    for (FleetHost host : hosts) {
      samples.add(host.endCapture());
    }
    long[] rtts =
        samples.stream().flatMap(each -> each.rttNs().stream()).mapToLong(l -> l).toArray();
    Arrays.sort(rtts);
    say(
        "%d hosts, %d s of traffic: %d samples, and %d other ACKs that advanced",
        count, seconds, rtts.length, samples.stream().mapToLong(TapSamples::otherAdvances).sum());
    assertThat(rtts.length).isGreaterThan(100 * count);
    for (PrometheusServer server : List.of(classic, merging)) {
      server.await("count(timestamp(up) > " + reportedS + ")", count, 30);
    }
    double counted = classic.value("sum(rttd_tcp_rtt_seconds_count)");
    assertThat(merging.value("sum(histogram_count(rttd_tcp_rtt_seconds))")).isEqualTo(counted);
    say(
        "samples in Prometheus, classic and native: %.0f; in the captures: %d",
        counted, rtts.length);
    // After losses, which a busy machine may cause, rttd also takes samples by SACK and timestamps.
    assertThat(counted).isCloseTo(rtts.length, withinPercentage(0.1));

    compareHosts(classic, samples);
    List<Estimate> ofClassic =
        estimates(rtts, classic, "sum by (le) (%s(rttd_tcp_rtt_seconds_bucket%s))", true);
    List<Estimate> ofNative = estimates(rtts, merging, "sum(%s(rttd_tcp_rtt_seconds%s))", false);
    for (PrometheusServer server : List.of(classic, merging)) {
      say(
          "%s: series %.0f (%.1f per host), of them with dst %.0f; recorded by rules %.0f",
          server == classic ? "classic" : "native",
          server.value("count({job=\"rttd\"})"),
          server.value("avg(scrape_samples_post_metric_relabeling)"),
          server.value("count({job=\"rttd\", dst!=\"\"})"),
          server.value("count({__name__=~\".+:rttd_.+\"})"));
    }
    closeRelays();
    Files.writeString(folder.resolve("result.md"), page);

    assertThat(ofClassic).allSatisfy(FleetLiveTest::assertWithinTheBucket);
    assertThat(ofNative).allSatisfy(FleetLiveTest::assertWithinTheBucket);
  }

  private void createHosts(int count, NetworkNamespace server, NetworkNamespace monitor)
      throws IOException {
    NetworkNamespace lan = namespace("l");
    for (int i = 0; i < SEGMENTS; i++) {
      double share = i / (SEGMENTS - 1.0);
      double delayMs = SHORTEST_DELAY_MS * Math.pow(LONGEST_DELAY_MS / SHORTEST_DELAY_MS, share);
      segments.add(new FleetSegment(i + 1, (long) (delayMs * 1e6), lan));
    }
    // One after another: fifty Java machines that start at once would take each other's time.
    for (int i = 0; i < count; i++) {
      FleetHost host = new FleetHost(i + 1, segments.get(i % SEGMENTS), monitor, folder);
      hosts.add(host);
      host.startDaemon(processes, BuiltCommand.path(), INTERVAL_S);
      host.startCapture(processes);
    }
    TrafficServer traffic = server.call(() -> new TrafficServer(FleetHost.SERVER_PORT));
    assertThat(traffic.port()).isPositive();
    for (FleetSegment segment : segments) {
      segment.connect(server, folder.resolve("truth-" + segment.bridge() + ".bin"));
    }
  }

  private PrometheusServer prometheus(boolean isNative, NetworkNamespace monitor)
      throws IOException {
    return new PrometheusServer(
        "prometheus",
        isNative,
        isNative ? 9091 : 9090,
        hosts.stream().map(FleetHost::target).toList(),
        SCRAPE_S,
        monitor,
        processes,
        folder.resolve(isNative ? "native" : "classic"));
  }

  private void talk(int seconds) throws InterruptedException {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> threads = new ArrayList<>();
    for (FleetHost host : hosts) {
      threads.add(host.startTraffic(endNs, PAUSE_MS));
    }
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(seconds + 30L));
    }
    // What is still on its way arrives.
    Thread.sleep(Duration.ofSeconds(1).toMillis());
  }

  private void compareHosts(PrometheusServer server, List<TapSamples> samples) {
    Map<String, Double> counts =
        server.values("sum by (instance) (rttd_tcp_rtt_seconds_count)", "instance");
    long equal = 0;
    say(
        "mean one-way delays of the segments, each connection up to 40 %% more or less: %s ms",
        segments.stream()
            .map(segment -> String.format(Locale.ROOT, "%.2f", segment.delayNs() / 1e6))
            .toList());
    for (int i = 0; i < hosts.size(); i++) {
      FleetHost host = hosts.get(i);
      long least = samples.get(i).rttNs().stream().mapToLong(rtt -> rtt).min().orElseThrow();
      assertThat(least)
          .as("host %d", host.number())
          .isGreaterThanOrEqualTo(2 * host.segment().shortestDelayNs());
      equal += counts.get(host.target()) == samples.get(i).rttNs().size() ? 1 : 0;
    }
    say("hosts with exactly as many samples as in their capture: %d", equal);
  }

  private List<Estimate> estimates(
      long[] sorted, PrometheusServer server, String expression, boolean isClassic) {
    List<Estimate> estimates = new ArrayList<>();
    for (double quantile : QUANTILES) {
      double truth = sorted[(int) Math.ceil(quantile * sorted.length) - 1] / NS_PER_SECOND;
      double total = quantile(server, quantile, String.format(expression, "", ""));
      double recent = quantile(server, quantile, String.format(expression, "rate", "[3m]"));
      Estimate estimate =
          isClassic ? ofClassic(quantile, truth, total) : ofNative(quantile, truth, total);
      estimates.add(estimate);
      say(
          "| %s | p%s | %.3f | %.3f to %.3f | %.3f | %+.2f %% | %.3f |",
          isClassic ? "classic" : "native",
          String.format(Locale.ROOT, "%.0f", quantile * 100),
          truth * 1e3,
          estimate.lower() * 1e3,
          estimate.upper() * 1e3,
          total * 1e3,
          estimate.errorPercent(),
          recent * 1e3);
    }
    return estimates;
  }

  private static double quantile(PrometheusServer server, double quantile, String histogram) {
    return server.value("histogram_quantile(" + quantile + ", " + histogram + ")");
  }

  private static Estimate ofClassic(double quantile, double truth, double estimate) {
    double lower = 0;
    for (double bound : ReportingConfig.DEFAULT_BUCKETS) {
      if (bound >= truth) {
        return new Estimate(quantile, truth, estimate, lower, bound);
      }
      lower = bound;
    }
    throw new AssertionError("no bucket for " + truth);
  }

  private static Estimate ofNative(double quantile, double truth, double estimate) {
    double upper = Math.pow(NATIVE_GROWTH, Math.ceil(Math.log(truth) / Math.log(NATIVE_GROWTH)));
    return new Estimate(quantile, truth, estimate, upper / NATIVE_GROWTH, upper);
  }

  /** Samples are kept to 0.4 %, so one at the edge of a bucket may count for its neighbour. */
  private static void assertWithinTheBucket(Estimate each) {
    assertThat(each.estimate()).as("%s", each).isBetween(each.lower() * 0.98, each.upper() * 1.02);
  }

  private void closeRelays() {
    long late = 0;
    long lost = 0;
    for (FleetSegment segment : segments) {
      segment.relay().close();
      for (int direction : new int[] {TruthRecord.A_TO_B, TruthRecord.B_TO_A}) {
        late = Math.max(late, segment.relay().overheadNs(direction).getValueAtPercentile(99));
        for (Fate fate : Fate.values()) {
          lost += fate.arrived() ? 0 : segment.relay().frames(direction, fate);
        }
      }
    }
    say(
        "relays: %d frames lost; p99 of the lateness, of the worst relay: %.3f ms",
        lost, late / 1e6);
  }

  private NetworkNamespace namespace(String role) {
    NetworkNamespace created = new NetworkNamespace(role);
    namespaces.add(created);
    return created;
  }

  private void emptyFolder() throws IOException {
    ShellCommand.run("rm", "-rf", folder.toString());
    Files.createDirectories(folder);
  }

  private void say(String format, Object... arguments) {
    String line = String.format(Locale.ROOT, format, arguments);
    System.out.println(line);
    page.append(line).append('\n');
  }
}
