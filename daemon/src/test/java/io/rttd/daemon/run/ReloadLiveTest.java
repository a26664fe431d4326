package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.daemon.CommandRun;
import io.rttd.daemon.demo.DogStatsDLine;
import io.rttd.daemon.demo.DogStatsDListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, and what the service manager hears, with the daemon as a process. */
@Tag("live")
class ReloadLiveTest {
  private static final String PEER = "127.0.0.10";
  private static final int QUESTIONS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private Path yaml;
  private Path log;

  @BeforeEach
  void nameFiles() {
    Permission.assumeMayCapture();
    yaml = folder.resolve("rttd.yaml");
    log = folder.resolve("rttd.log");
  }

  @Tag("fault")
  @Test
  void shouldChangeTagsDuringAConnectionWithoutLosingOrDoublingASample() throws Exception {
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      configure(listener.port(), "phase:one", "");
      try (DaemonProcess rttd =
          DaemonProcess.start(folder, List.of(), "run", "-c", yaml.toString())) {
        rttd.awaitMeasuring(log);
        Exchange.over(
            PEER,
            QUESTIONS,
            () -> {
              await().atMost(PATIENCE).until(() -> samples("phase:one") > 0);
              configure(listener.port(), "phase:two", "memory_limit: 64MB");
              rttd.hangUp();
              await().atMost(PATIENCE).until(() -> logged("now using "));
            });
        await().atMost(PATIENCE).until(() -> samples("phase:two") > 0);
        assertThatStatusIsWell();
        Files.writeString(yaml, "init_config: {snaplen: 1}\n");
        rttd.hangUp();
        await().atMost(PATIENCE).until(() -> logged("was rejected"));
        configure(listener.port(), "phase:three", "", "port ((");
        rttd.hangUp();
        await().atMost(PATIENCE).until(() -> logged("lo: ") && logged("port (("));
        await().atMost(PATIENCE).until(() -> text(log).split("was rejected", -1).length == 3);
        assertThat(CommandRun.rttd("status", "-c", yaml).out()).contains("port ((");
        rttd.terminate();
        assertThat(rttd.exitCode()).isZero();
      }
    }

    assertThat(lines).noneMatch(line -> line.contains("phase:three"));
    assertThat(sum("rttd.reload.refused", line -> true)).isEqualTo(2);
    assertThat(samples("phase:one") + samples("phase:two"))
        .as("the SYN, each question, and perhaps the FIN")
        .isBetween(1.0 + QUESTIONS, 2.0 + QUESTIONS);
    assertThat(log)
        .content()
        .contains("init_config.memory_limit changed; restart rttd", "snaplen: 1:")
        .as("the capture goes on, and its flows with it")
        .containsOnlyOnce("opening the capture");
  }

  @Test
  void shouldTellTheServiceManagerHowItIs() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/socat")), "socat is missing");
    Path socket = folder.resolve("notify");
    Path heard = folder.resolve("heard");
    Process manager =
        new ProcessBuilder("socat", "-u", "UNIX-RECV:" + socket, "OPEN:" + heard + ",creat,append")
            .start();
    try {
      await().atMost(PATIENCE).until(() -> Files.exists(socket));
      configure(8125, "a:b", "");
      List<String> environment =
          List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=2000000", "WATCHDOG_PID=");
      try (DaemonProcess rttd =
          DaemonProcess.start(folder, environment, "run", "-c", yaml.toString())) {
        await().atMost(PATIENCE).until(() -> text(heard).contains("WATCHDOG=1"));
        rttd.hangUp();
        await().atMost(PATIENCE).until(() -> text(heard).split("READY=1", -1).length == 3);
        rttd.terminate();
        assertThat(rttd.exitCode()).isZero();
      }
      await().atMost(PATIENCE).until(() -> text(heard).contains("STOPPING=1"));
      assertThat(text(heard))
          .startsWith("READY=1\nSTATUS=Measuring on lo")
          .containsPattern("RELOADING=1\nMONOTONIC_USEC=\\d+\n");
    } finally {
      manager.destroy();
    }
  }

  private void assertThatStatusIsWell() {
    CommandRun status = CommandRun.rttd("status", "--config", yaml);
    assertThat(status.exitCode()).as(status.err()).isZero();
    assertThat(status.out())
        .contains(
            ", healthy", "configuration  " + yaml, "verdicts on lo: ", "memory_limit changed");
    assertThat(CommandRun.rttd("status", "-c", yaml, "--json").out())
        .startsWith("{\"healthy\":true,")
        .contains("\"name\":\"lo\"");
    CommandRun top = CommandRun.rttd("top", "-c", yaml, "--intervals", "1");
    assertThat(top.exitCode()).as(top.err()).isZero();
    assertThat(top.out()).containsPattern(" lo: \\d+ packets, 0 dropped");
  }

  private double samples(String tag) {
    return sum(
        "system.net.tcp.rtt.count",
        line -> line.tags().contains("dst:" + PEER) && line.tags().contains(tag));
  }

  private double sum(String metric, Predicate<DogStatsDLine> wanted) {
    return lines.stream()
        .flatMap(line -> DogStatsDLine.parse(line).stream())
        .filter(line -> line.name().equals(metric))
        .filter(wanted)
        .mapToDouble(line -> line.values().get(0))
        .sum();
  }

  private boolean logged(String words) {
    return text(log).contains(words);
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void configure(int statsdPort, String tag, String more) {
    configure(statsdPort, tag, more, "");
  }

  private void configure(int statsdPort, String tag, String more, String filter) {
    try {
      Files.writeString(
          yaml,
          """
          init_config:
            statsd_port: %d
            log_to_file: true
            log_file: %s
            report_interval: 1
            status_socket: %s
            tags: ['%s']
            %s
          instances:
          - interface: lo
            ips: [%s]
            %s
          """
              .formatted(
                  statsdPort,
                  log,
                  folder.resolve("status"),
                  tag,
                  more,
                  PEER,
                  filter.isEmpty() ? "" : "filter: '" + filter + "'"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
