package io.rttd.daemon.demo;

import io.rttd.analyze.PairTotals;
import io.rttd.analyze.TableFormat;
import io.rttd.analyze.Totals;
import io.rttd.analyze.console.Console;
import io.rttd.audit.KernelComparison;
import io.rttd.audit.KernelRtt;
import io.rttd.audit.SocketStatistics;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.run.RttDaemon;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.dogstatsd.DogStatsDSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The demonstration: runs rttd as on a server, both ends of the measured connections, and the
 * receiver of its reports, all in one process.
 */
public final class Demo {
  /**
   * Recorded with {@code tcpdump -i lo -s 94} beside {@link DemoTraffic} with pauses of 300 ms, in
   * a separate network namespace.
   */
  private static final String RECORDING = "loopback.pcap";

  private static final String LOOPBACK = "lo";
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final int REPORTS = 3;
  private static final int KERNEL_VIEW_BEFORE_END_MS = 300;
  private static final int REPLAY_PATIENCE_S = 10;

  private final Console console;
  private final PairTotals sums = new PairTotals();

  /** A demo that prints to this console. */
  public Demo(Console console) {
    this.console = console;
  }

  /**
   * Runs for about seven seconds.
   *
   * @return whether anything was measured
   */
  public boolean run() throws IOException, CaptureException, InterruptedException {
    LinePrinter printer = new LinePrinter(console);
    try (DogStatsDListener listener = new DogStatsDListener(printer::onLine)) {
      say("DogStatsD  built-in listener on 127.0.0.1 port " + listener.port());
      try (DemoTraffic traffic = new DemoTraffic()) {
        live(traffic, listener, printer);
      } catch (CaptureException e) {
        if (e.reason() != Reason.NO_PERMISSION && e.reason() != Reason.UNSUPPORTED) {
          throw e;
        }
        say("");
        say("Cannot capture live: " + e.getMessage().replace(". ", ".\n  "));
        say("Replaying a capture that was recorded on lo during an earlier demo instead.");
        replay(listener, printer);
      }
    }
    return sums.totals().samples() > 0;
  }

  private void live(DemoTraffic traffic, DogStatsDListener listener, LinePrinter printer)
      throws IOException, CaptureException, InterruptedException {
    String loopback =
        "{interface: %s, filter: '%s', tags: ['demo:live']}".formatted(LOOPBACK, traffic.filter());
    List<KernelRtt> kernel;
    awaitBoundary();
    try (RttDaemon daemon = launch(loopback, listener)) {
      say("capture    live on " + LOOPBACK + ", only the demo's own ports");
      traffic.describe().forEach(line -> say("traffic    " + line));
      if (!traffic.hasIpv6()) {
        say("traffic    no IPv6: this host has no ::1");
      }
      say(
          "reports    %d, every %d s; the \"requests\" server answers after %d ms"
              .formatted(REPORTS, INTERVAL.toSeconds(), Conversation.THINK_TIME_MS));
      printer.begin();
      traffic.start();
      // Reports come at multiples of the interval; the last one is flushed by the orderly stop.
      daemon.await(
          millisToBoundary() + INTERVAL.toMillis() * (REPORTS - 1) - KERNEL_VIEW_BEFORE_END_MS,
          TimeUnit.MILLISECONDS);
      kernel = SocketStatistics.read(traffic.ports());
    }
    printer.end();
    printTable();
    new KernelComparison(kernel, sums.totals().measuredPairs()).print(console);
  }

  private static long millisToBoundary() {
    return INTERVAL.toMillis() - System.currentTimeMillis() % INTERVAL.toMillis();
  }

  private static void awaitBoundary() throws InterruptedException {
    Thread.sleep(millisToBoundary());
  }

  private void replay(DogStatsDListener listener, LinePrinter printer)
      throws IOException, CaptureException, InterruptedException {
    Path folder = Files.createTempDirectory("rttd-demo");
    Path copy = folder.resolve(RECORDING);
    try {
      try (InputStream recording = Demo.class.getResourceAsStream(RECORDING)) {
        if (recording == null) {
          throw new IOException("the recorded capture is missing from this build");
        }
        Files.copy(recording, copy);
      }
      String file = "{pcap: '%s', mode: tap, tags: ['demo:recorded']}".formatted(copy);
      printer.begin();
      try (RttDaemon daemon = launch(file, listener)) {
        daemon.await(REPLAY_PATIENCE_S, TimeUnit.SECONDS);
      }
      printer.end();
      printTable();
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(folder);
    }
  }

  private RttDaemon launch(String instance, DogStatsDListener listener) throws CaptureException {
    RttdConfig config = configuration(instance, listener.port());
    return RttDaemon.launch(
        config,
        List.of(
            DogStatsDSink.open(config.reporting(), new DaemonCounts(), UnixDatagramChannel::open),
            sums));
  }

  private static RttdConfig configuration(String instance, int port) {
    String yaml =
        """
        init_config:
          dogstatsd_url: udp://127.0.0.1:%d
          report_interval: %d
          percentiles: [50, 90, 99]
          tags: ['service:demo']
        instances: [%s]
        """
            .formatted(port, INTERVAL.toSeconds(), instance);
    try {
      return new ConfigReader(Map.of(), Runtime.getRuntime().availableProcessors())
          .parse("rttd demo", yaml);
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private void printTable() {
    say("");
    say(
        console.bold(
            "All reports combined, in milliseconds (src sent the data, dst acknowledged it)"));
    Totals totals = sums.totals();
    TableFormat.printPairs(totals, console.out());
    TableFormat.printVerdicts(totals, console.out());
    console.out().flush();
  }

  private void say(String line) {
    console.out().print(line + "\n");
    console.out().flush();
  }
}
