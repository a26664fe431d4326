package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.capture.natives.InterfaceState;
import io.rttd.capture.natives.Libc;
import io.rttd.daemon.demo.DemoTraffic;
import io.rttd.daemon.demo.DogStatsDListener;
import io.rttd.training.TrainingCaptures;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code rttd train}: does what rttd is for, on generated traffic, and discards the results. The
 * JVM records meanwhile which classes are loaded and which code is hot, and writes that into its
 * cache when the process exits. {@code bin/class-data} runs it; users have no reason to.
 */
@Command(
    name = "train",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Analyze and measure generated traffic, while the JVM records a profile.")
final class TrainCommand implements Callable<Integer> {
  private static final List<List<String>> OTHER_RESULTS =
      List.of(
          List.of("--format", "csv"), List.of("--format", "json"), List.of("--by", "connection"));

  private static final String LOOPBACK = "lo";
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;

  private final Console console;

  @Parameters(paramLabel = "FOLDER", description = "Where the captures go: some 60 MB.")
  private Path folder;

  @Option(
      names = "--rounds",
      hidden = true,
      paramLabel = "N",
      defaultValue = "6",
      description = "How often each capture is analyzed (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--every-format",
      hidden = true,
      description =
          "Also write results in the other formats, so that all their classes are loaded.")
  private boolean everyFormat;

  @Option(
      names = "--live",
      hidden = true,
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Set lo up, and measure generated traffic on it that long: only in a network namespace"
              + " of its own.")
  private int liveSeconds;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Path> captures = TrainingCaptures.write(folder);
    int code = analyzeRepeatedly(captures);
    if (code == ExitCode.DONE && everyFormat) {
      code = writeOtherResults(captures);
    }
    if (code == ExitCode.DONE && liveSeconds > 0) {
      measure("interface: " + LOOPBACK + "\n  ips: [127.0.0.1]", liveSeconds);
    } else if (code == ExitCode.DONE) {
      measure("pcap: '" + captures.get(0) + "'", 1);
    }
    return code;
  }

  /**
   * All captures in one analysis. If each had one of its own, start-up code would become as hot as
   * the packet path, and the JVM would compile it as thoroughly at each start.
   */
  private int analyzeRepeatedly(List<Path> captures) {
    int code = ExitCode.DONE;
    for (int round = 0; code == ExitCode.DONE && round < rounds; round++) {
      code = analyze(captures, List.of());
    }
    return code;
  }

  private int writeOtherResults(List<Path> captures) {
    int code = ExitCode.DONE;
    for (int i = 0; code == ExitCode.DONE && i < OTHER_RESULTS.size(); i++) {
      code = analyze(captures.subList(i, i + 1), OTHER_RESULTS.get(i));
    }
    return code;
  }

  private int analyze(List<Path> captures, List<String> options) {
    List<String> words = new ArrayList<>(List.of("analyze"));
    words.addAll(options);
    captures.forEach(capture -> words.add(capture.toString()));
    return execute(words);
  }

  /** Runs the daemon with an endpoint for Prometheus, real TCP on lo and a DogStatsD listener. */
  private void measure(String instance, int seconds) throws IOException, InterruptedException {
    if (liveSeconds > 0) {
      setLoopbackUp();
    }
    Path configuration = folder.resolve("rttd.yaml");
    Thread daemon =
        new Thread(() -> execute(List.of("run", "-c", configuration.toString())), "train-run");
    try (DogStatsDListener listener = new DogStatsDListener(line -> {});
        DemoTraffic traffic = new DemoTraffic()) {
      Files.writeString(
          configuration,
          """
          init_config:
            statsd_ip: 127.0.0.1
            statsd_port: %d
            prometheus_listen: 127.0.0.1:%d
            report_interval: 1
            status_socket: %s
          instances:
          - %s
            tags:
            - role:training
          """
              .formatted(listener.port(), freePort(), folder.resolve("socket"), instance));
      traffic.start();
      daemon.start();
      TimeUnit.SECONDS.sleep(seconds);
      daemon.interrupt();
      daemon.join();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A new network namespace has lo, but down, and a minimal system has no {@code ip}. */
  private static void setLoopbackUp() throws IOException {
    int fd = Libc.socket(AF_INET, SOCK_DGRAM, 0);
    boolean up = InterfaceState.setUp(fd, LOOPBACK);
    Libc.close(fd);
    if (!up) {
      throw new IOException(LOOPBACK + " cannot be set up: that takes CAP_NET_ADMIN");
    }
  }

  private int execute(List<String> words) {
    // Errors are worth reading; results are not.
    Console discarding = new Console(OutputStream.nullOutputStream(), console.rawErr(), false);
    return RttdCommand.commandLine(discarding, words).execute(words.toArray(String[]::new));
  }
}
