package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.demo.DogStatsDLine;
import io.rttd.daemon.demo.DogStatsDListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process, on the loopback interface. */
@Tag("live")
class RunLiveTest {
  private static final String PEER = "127.0.0.9";
  private static final int QUESTIONS = 5;

  /** Setpriv's options that leave root nothing but what is named. */
  private static List<String> setpriv(String capabilities) {
    return List.of(
        "setpriv",
        "--inh-caps=-all" + capabilities,
        "--bounding-set=-all" + capabilities,
        "--no-new-privs");
  }

  @TempDir Path folder;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  @Test
  void shouldTakeGoMetrosPlaceAndFlushTheUnfinishedIntervalOnSigterm() throws Exception {
    Permission.assumeMayCapture();
    Path log = folder.resolve("go-metro.log");
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      Path yaml = goMetroYaml(listener.port(), "log_to_file: true");
      try (DaemonProcess rttd =
          DaemonProcess.start(folder, List.of(), "-cfg=" + yaml, "-log=" + log, "-st")) {
        rttd.awaitMeasuring(log);
        Exchange.over(PEER, QUESTIONS);
        Exchange.over(PEER, QUESTIONS);
        rttd.terminate();

        assertThat(rttd.exitCode()).isZero();
        assertThat(rttd.err()).isEmptyFile();
      }
    }

    for (String name : List.of("", ".avg", ".jitter")) {
      List<DogStatsDLine> gauges = towardsPeer("system.net.tcp.rtt" + name);
      assertThat(gauges).as("two flows, one gauge: system.net.tcp.rtt%s", name).hasSize(1);
      assertThat(gauges.get(0).type()).isEqualTo("g");
      assertThat(gauges.get(0).values().get(0)).isPositive().isLessThan(1_000);
      assertThat(gauges.get(0).tags())
          .contains("src:127.0.0.1", "dst:" + PEER, "iface:lo", "foo:bar");
    }
    double samples = towardsPeer("system.net.tcp.rtt.count").get(0).values().get(0);
    assertThat(samples)
        .as("each connection's SYN and questions, and perhaps its FIN")
        .isBetween(2.0 * (1 + QUESTIONS), 2.0 * (2 + QUESTIONS));
  }

  @Test
  void shouldMakeOneReportOfWhatSeveralCaptureThreadsMeasure() throws Exception {
    Permission.assumeMayCapture();
    int connections = 12;
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      Path yaml =
          goMetroYaml(listener.port(), "log_to_file: false\n    capture_threads: 3\n    shards: 3");
      try (DaemonProcess rttd =
          DaemonProcess.start(folder, List.of(), "run", "-c", yaml.toString())) {
        rttd.awaitMeasuring(rttd.err());
        for (int i = 0; i < connections; i++) {
          Exchange.over(PEER, QUESTIONS);
        }
        rttd.terminate();

        assertThat(rttd.exitCode()).isZero();
        assertThat(rttd.err()).content().doesNotContain("WARN");
      }
    }

    List<DogStatsDLine> counts = towardsPeer("system.net.tcp.rtt.count");
    assertThat(counts).as("one report").hasSize(1);
    assertThat(counts.get(0).values().get(0))
        .as("each connection's SYN and questions, and perhaps its FIN")
        .isBetween(1.0 * connections * (1 + QUESTIONS), 1.0 * connections * (2 + QUESTIONS));
  }

  @Test
  void shouldSayHowToGrantThePermissionThatIsMissing() throws Exception {
    Permission.assumeMaySetPrivileges();
    Path yaml = goMetroYaml(8125, "log_to_file: false");

    try (DaemonProcess rttd =
        DaemonProcess.start(folder, setpriv(""), "run", "-c", yaml.toString())) {
      assertThat(rttd.exitCode()).isEqualTo(3);
      assertThat(rttd.err())
          .content()
          .contains("CAP_NET_RAW", "AmbientCapabilities", "setpriv --reuid");
    }
  }

  @Test
  void shouldNeedNoMoreThanCapNetRaw() throws Exception {
    Permission.assumeMayCapture();
    Permission.assumeMaySetPrivileges();
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      Path yaml = goMetroYaml(listener.port(), "log_to_file: false");
      try (DaemonProcess rttd =
          DaemonProcess.start(folder, setpriv(",+net_raw"), "run", "-c", yaml.toString())) {
        rttd.awaitMeasuring(rttd.err());
        Exchange.over(PEER, QUESTIONS);
        rttd.terminate();

        assertThat(rttd.exitCode()).isZero();
      }
    }

    assertThat(towardsPeer("system.net.tcp.rtt")).hasSize(1);
  }

  private List<DogStatsDLine> towardsPeer(String metric) {
    return lines.stream()
        .flatMap(line -> DogStatsDLine.parse(line).stream())
        .filter(line -> line.name().equals(metric))
        .filter(line -> line.tag("dst").filter(PEER::equals).isPresent())
        .toList();
  }

  /** The keys of go-metro's example, with an interface and a peer that exist; no socket. */
  private Path goMetroYaml(int statsdPort, String logToFile) throws Exception {
    return Files.writeString(
        folder.resolve("go-metro.yaml"),
        """
        init_config:
            snaplen: 512
            idle_ttl: 300
            exp_ttl: 60
            statsd_ip: 127.0.0.1
            statsd_port: %d
            %s
            log_level: info
            report_interval: 3600
            status_socket: off
        config:
        - interface: lo
          tags:
            - foo:bar
          ips:
            - %s
        """
            .formatted(statsdPort, logToFile, PEER));
  }
}
