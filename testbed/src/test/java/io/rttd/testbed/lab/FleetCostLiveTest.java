package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.perf.report.BuiltCommand;
import io.rttd.testbed.traffic.Exchange;
import io.rttd.testbed.traffic.TrafficServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one host's pairs cost on the wire, by outlet: a daemon with a pair for each peer, one with
 * the peers in a group, and one that sends OTLP deltas. {@code ./dev testbed fleet} runs it.
 */
@Tag("live")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(
    named = "rttd.fleet.hosts",
    matches = "\\d+",
    disabledReason = "takes minutes: ./dev testbed fleet runs it")
class FleetCostLiveTest {
  private static final int PEERS = 100;
  private static final int INTERVAL_S = 10;
  private static final int INTERVALS = 3;
  private static final int MEAN_THINK_US = 4_000;
  private static final Path FOLDER = Path.of("target", "fleet-cost");

  private final LabProcesses processes = new LabProcesses();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final StringBuilder page = new StringBuilder();
  private volatile boolean ended;

  @AfterEach
  void tearDown() throws Exception {
    ended = true;
    processes.close();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void shouldTellWhatAPairCosts(int exchangesPerSecond) throws Exception {
    assumeTrue(LabNetwork.obstacle().isEmpty(), LabNetwork::obstacle);
    Files.createDirectories(FOLDER);
    NetworkNamespace.removeLeftovers();
    NetworkNamespace host = new NetworkNamespace("c");
    NetworkNamespace server = new NetworkNamespace("s");
    connect(host, server);
    Map<String, OutletBytes> outlets = new TreeMap<>();
    for (String kind : List.of("pairs", "group", "delta")) {
      OutletBytes outlet = new OutletBytes(host, 20_000 + 10 * outlets.size());
      outlets.put(kind, outlet);
      open.add(0, outlet);
      startDaemon(kind, outlet, host);
    }
    TrafficServer traffic = server.call(() -> new TrafficServer(FleetHost.SERVER_PORT));
    open.add(0, traffic);
    Map<String, int[]> idle = new TreeMap<>();
    outlets.forEach((kind, outlet) -> idle.put(kind, idleSizes(outlet)));
    for (int peer = 1; peer <= PEERS; peer++) {
      int number = peer;
      host.start("peer-" + peer, () -> talk(number, exchangesPerSecond));
    }
    Thread.sleep(Duration.ofSeconds(INTERVAL_S + 2).toMillis());
    outlets.values().forEach(OutletBytes::reset);
    Thread.sleep(Duration.ofSeconds(INTERVALS * INTERVAL_S).toMillis());

    for (Map.Entry<String, OutletBytes> each : outlets.entrySet()) {
      tell(each.getKey(), exchangesPerSecond, each.getValue(), idle.get(each.getKey()));
    }
    Files.writeString(FOLDER.resolve("result-" + exchangesPerSecond + ".txt"), page);
    assertThat(pairLines(outlets.get("pairs"), line -> true)).isNotEmpty();
  }

  private void connect(NetworkNamespace host, NetworkNamespace server) {
    open.add(host);
    open.add(server);
    host.ip("link", "add", "eth0", "type", "veth", "peer", "eth0", "netns", server.name());
    host.ip("addr", "add", "198.18.0.1/16", "dev", "eth0");
    host.ip("link", "set", "eth0", "up");
    for (int peer = 1; peer <= PEERS; peer++) {
      server.ip("addr", "add", address(peer) + "/16", "dev", "eth0");
    }
    server.ip("link", "set", "eth0", "up");
  }

  private static String address(int peer) {
    return "198.18.1." + peer;
  }

  private void startDaemon(String kind, OutletBytes outlet, NetworkNamespace host)
      throws IOException {
    String groups = kind.equals("group") ? ", groups: {database: [198.18.1.0/24]}" : "";
    Path yaml =
        Files.writeString(
            FOLDER.resolve(kind + ".yaml"),
            "init_config:\n  status_socket: off\n  memory_limit: 64MB\n"
                + outlet.keys().indent(0)
                + "instances:\n- {interface: eth0"
                + groups
                + "}\n");
    String temporality = kind.equals("delta") ? "delta" : "cumulative";
    Path log = Files.writeString(FOLDER.resolve(kind + ".txt"), "");
    Process daemon =
        processes.start(
            host.in(
                List.of(
                    "env",
                    "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=" + temporality,
                    BuiltCommand.path().toAbsolutePath().toString(),
                    "run",
                    "-c",
                    yaml.toString())),
            log);
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.readString(log).contains("measuring")) {
      if (LabProcesses.await(daemon, Duration.ofMillis(50)) || System.nanoTime() - endNs > 0) {
        throw new LabException("rttd did not start: " + Files.readString(log));
      }
    }
  }

  /** Answers take a random time, so that ACKs that come with them spread round-trip times. */
  private void talk(int peer, int exchangesPerSecond) {
    Random random = new Random(peer);
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address(peer), FleetHost.SERVER_PORT));
      while (!ended) {
        int thinkUs = (int) (MEAN_THINK_US * Math.exp(random.nextGaussian() / 2));
        new Exchange(200, 500, thinkUs).perform(socket);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / exchangesPerSecond - thinkUs * 1000L);
      }
    } catch (IOException e) {
      if (!ended) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The sizes after the first report, without pairs. */
  private static int[] idleSizes(OutletBytes outlet) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(4 * INTERVAL_S);
    while (outlet.requests().isEmpty() && System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    return sizes(outlet);
  }

  /** Bytes of scrapes, and of the last OTLP request. */
  private static int[] sizes(OutletBytes outlet) {
    List<OutletBytes.Request> requests = outlet.requests();
    OutletBytes.Request last = requests.get(requests.size() - 1);
    return new int[] {
      outlet.scrape(false, false).length,
      outlet.scrape(false, true).length,
      outlet.scrape(true, false).length,
      outlet.scrape(true, true).length,
      last.body().length,
      last.compressed(),
      last.points()
    };
  }

  private static List<String> pairLines(OutletBytes outlet, Predicate<String> kind) {
    return outlet.lines().stream().filter(line -> line.contains("dst:")).filter(kind).toList();
  }

  private void tell(String kind, int rate, OutletBytes outlet, int[] idle) {
    double pairs = kind.equals("group") ? 1 : PEERS;
    int[] sizes = sizes(outlet);
    String text = new String(outlet.scrape(false, false), StandardCharsets.UTF_8);
    long series = text.lines().filter(line -> line.contains("dst=\"")).count();
    long samples =
        text.lines()
            .filter(line -> line.startsWith("rttd_tcp_rtt_seconds_count"))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
    say("%s, %d exchanges/s: pairs %.0f, samples since the start %d%n", kind, rate, pairs, samples);
    tellLines("DogStatsD gauges and counts", outlet, pairs, line -> !line.contains(".dist:"));
    tellLines("DogStatsD distributions", outlet, pairs, line -> line.contains(".dist:"));
    say(
        "  DogStatsD datagrams per interval %.1f, with all lines %.0f bytes%n",
        outlet.datagrams().size() / reports(outlet),
        outlet.datagrams().stream().mapToInt(each -> each.length).sum() / reports(outlet));
    say(
        "  Prometheus series per pair %.1f; bytes per pair and scrape: text %.0f, gzip %.0f,"
            + " protobuf %.0f, gzip %.0f%n",
        series / pairs,
        (sizes[0] - idle[0]) / pairs,
        (sizes[1] - idle[1]) / pairs,
        (sizes[2] - idle[2]) / pairs,
        (sizes[3] - idle[3]) / pairs);
    say(
        "  OTLP per pair and interval: points %.1f, bytes %.0f, gzip %.0f%n",
        (sizes[6] - idle[6]) / pairs, (sizes[4] - idle[4]) / pairs, (sizes[5] - idle[5]) / pairs);
    say("  without pairs: %s%n", Arrays.toString(idle));
  }

  private void tellLines(String name, OutletBytes outlet, double pairs, Predicate<String> kind) {
    List<String> lines = pairLines(outlet, kind);
    long series = lines.stream().map(FleetCostLiveTest::seriesOf).distinct().count();
    say(
        "  %s per pair and interval: series %.1f, lines %.1f, bytes %.0f%n",
        name,
        series / pairs,
        lines.size() / pairs / reports(outlet),
        lines.stream().mapToInt(line -> line.length() + 1).sum() / pairs / reports(outlet));
  }

  /** Number of reports that came. */
  private static double reports(OutletBytes outlet) {
    return outlet.lines().stream().filter(line -> line.startsWith("rttd.flows:")).count();
  }

  /** Name and tags. */
  private static String seriesOf(String line) {
    return line.substring(0, line.indexOf(':')) + line.substring(line.indexOf("|#"));
  }

  private void say(String format, Object... arguments) {
    page.append(String.format(Locale.ROOT, format, arguments));
  }
}
