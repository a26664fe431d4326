package io.rttd.daemon.command;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ReportFile;
import io.rttd.daemon.CommandRun;
import io.rttd.daemon.demo.DogStatsDListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rttd check}. */
class CheckCommandTest {
  @TempDir Path folder;

  @Test
  void shouldCheckAConfigurationAndSayWhatItMeans() throws Exception {
    Path file =
        write("init_config:\n  report_interval: 5\n", "- interface: lo\n  ips: [192.0.2.7]");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "no errors",
            "interface lo",
            "192.0.2.7",
            "every 5 s to DogStatsD at udp://127.0.0.1:8125");
  }

  @Test
  void shouldSayWhichPeersAreReportedTogetherAndWhereElse() throws Exception {
    Path file =
        write(
            """
            init_config:
              prometheus_listen: ':9475'
              metrics: [rttd.flows]
              otlp_endpoint: http://192.0.2.9:4318
              otlp_headers: {api-key: s3cret}
            """,
            "- interface: lo\n  groups: {db: [192.0.2.0/24]}\n  aggregate_ipv4: 16");

    CommandRun run = rttd("check", file);

    assertThat(run.out())
        .contains(
            "db: 192.0.2.0/24",
            "IPv4 by /16",
            "http://127.0.0.1:9475/metrics",
            "http://192.0.2.9:4318/v1/metrics, cumulative",
            "only rttd.flows")
        .doesNotContain("s3cret");
  }

  @Test
  void shouldSayToWhichFilesReportsAreAppended() throws Exception {
    StringBuilder keys = new StringBuilder("init_config:\n");
    for (ReportFile file : ReportFile.values()) {
      keys.append("  %s: %s\n".formatted(file.key(), folder.resolve(file.name())));
    }

    CommandRun run = rttd("check", write(keys.toString(), "- interface: lo"));

    for (ReportFile file : ReportFile.values()) {
      assertThat(run.out())
          .containsPattern(file.key() + " +appends to " + folder.resolve(file.name()) + "\n");
    }
  }

  @Test
  void shouldReportEveryFaultOfAConfigurationWithItsPlace() throws Exception {
    Path file = write("init_config:\n  snaplen: 12\n  idle_tll: 3\n", "- interface: lo");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(file + ":2:", "snaplen", file + ":3:", "idle_ttl");
  }

  @Test
  void shouldSayHowItAlternatesBetweenMeasuringAndPausing() throws Exception {
    String sampling = "\n  sample: true\n  sample_duration: 10\n  sample_interval: 50";

    CommandRun run = rttd("check", write("", "- interface: lo" + sampling));

    assertThat(run.out()).contains("measures for 10 s, then pauses for 50 s");
  }

  @Test
  void shouldSayWhatIsWrongWithAFilterAndWhere() throws Exception {
    String name = "n".repeat(128);
    Path file = write("", "- interface: lo\n  filter: prot 6\n- interface: " + name + "\n");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .containsPattern(":\\d+:11: instances\\[0\\].filter: prot 6: does not compile: .*syntax")
        .contains("is longer than 127 characters");
  }

  @Test
  void shouldSayThatAnInterfaceWillBeWaitedFor() throws Exception {
    Path file =
        write("init_config: {}\n", "- interface: nosuch0\n- interface: nosuch*\n- interface: lo:1");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "interface nosuch0, which does not exist yet; rttd will wait for it",
            "the interfaces that match nosuch*; none yet, rttd will wait for them",
            "interface lo:1, which is lo");
  }

  @Test
  void shouldReadTheFileOfNames() throws Exception {
    Path names = folder.resolve("names");
    Path file = write("init_config: {names_file: %s}\n".formatted(names), "- interface: lo");
    assertThat(rttd("check", file).out())
        .contains("names        " + names + ", which does not exist yet; rttd will wait for it");

    Files.writeString(names, "10.0.0.0/8 corp\n10.0.0.1 db\n");
    assertThat(rttd("check", file).out()).contains("2 networks named in " + names);

    Files.writeString(names, "10.0.0.0/8 corp\n10.0.0.1\n10.0.0.2/99 x\n");
    CommandRun run = rttd("check", file);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains(names + ":2:1: 10.0.0.1: has no name", names + ":3:1: 10.0.0.2/99: is invalid");
    assertThat(run.out()).doesNotContain("no errors");
  }

  @Test
  void shouldRefuseToRunAsAnotherUserThanTheNamedOne() throws Exception {
    String other = System.getProperty("user.name").equals("nobody") ? "daemon" : "nobody";
    Path file = write("", "- pcap: /no/such.pcap");

    for (CommandRun run :
        List.of(
            rttd("run", "--user", other, "-c", file),
            rttd("run", "-c", file, "--user=" + other),
            rttd("-cfg=" + file, "--user", other))) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err())
          .contains("run --user " + other + ": rttd runs as")
          .doesNotContain("such.pcap");
    }
    assertThat(rttd("run", "--user", "no such user", "-c", file).err()).contains("no such user");
    for (String root : List.of("root", "0")) {
      assertThat(rttd("run", "--user", root, "-c", file).err())
          .contains("run --user " + root + ": that is root")
          .doesNotContain("such.pcap");
      assertThat(rttd("check", "--user", root, file).err()).contains("that is root");
    }
  }

  @Test
  void shouldSayWhichPathsAreOfAnotherKindThanItNeeds() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));

    for (String path : List.of(fifo.toString(), folder.toString(), "/dev/zero", link.toString())) {
      for (String line :
          List.of(
              "log_to_file: true\n  log_file: ",
              "hlog_file: ",
              "jsonl_file: ",
              "status_socket: ",
              "dogstatsd_url: unix://")) {
        if (line.startsWith("dogstatsd") && path.equals(link.toString())) {
          continue; // It may lead to a socket that is made later.
        }
        CommandRun run =
            rttd("check", write("init_config:\n  " + line + path + "\n", "- interface: lo"));
        assertThat(run.exitCode()).as("%s%s", line, path).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(": " + path + " ");
        assertThat(run.out()).doesNotContain("no errors");
      }
    }
    for (String path : List.of(fifo.toString(), folder.toString(), "/dev/zero")) {
      CommandRun run = rttd("check", write("", "- pcap: " + path));
      assertThat(run.exitCode()).as(path).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("pcap: " + path);
    }
  }

  @Test
  void shouldAcceptPathsWhereNothingIsYet() throws Exception {
    String init =
        """
        init_config:
          log_to_file: true
          log_file: /dev/null
          hlog_file: %1$s/h
          jsonl_file: %1$s/j
          status_socket: %1$s/s
        """;
    assertThat(rttd("check", write(init.formatted(folder), "- interface: lo")).exitCode()).isZero();
  }

  @Test
  void shouldRejectAReceiverWithAnUnknownName() throws Exception {
    CommandRun run =
        rttd("check", write("init_config: {statsd_ip: no.invalid}\n", "- interface: lo"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("DogStatsD's host no.invalid");
  }

  @Test
  void shouldCheckAConfigurationAgainstThisHost() throws Exception {
    int port;
    try (DogStatsDListener listener = new DogStatsDListener(line -> {})) {
      port = listener.port();
      Path file =
          write(
              """
              init_config:
                statsd_port: %d
                metrics: [go-metro, system.net.tcp.rtt.dist]
                log_to_file: true
                log_file: %2$s/logs/rttd.log
                status_socket: %2$s/sock
              """
                  .formatted(port, folder),
              "- interface: nosuch0\n  hosts: [no.invalid, 192.0.2.1]");

      CommandRun run = rttd("check", "--live", file);

      assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_OR_LOST);
      assertThat(run.out())
          .containsPattern("FAULT +interface +.*(nosuch0|CAP_NET_RAW)")
          .containsPattern("FAULT +host +no.invalid")
          .containsPattern("ok +host +192.0.2.1")
          .containsPattern("ok +DogStatsD +udp://127.0.0.1:" + port)
          .containsPattern("ok +log_file .*can be created")
          .containsPattern(
              "ok +series +up to 4 for each pair \\(rtt 4; 8 custom metrics in Datadog\\)");
    }
    Path file = write("init_config: {statsd_port: " + port + "}\n", "- interface: lo");
    assertThat(rttd("check", "--live", file).out())
        .containsPattern("FAULT +DogStatsD .*nothing listens there");
  }

  private Path write(String initConfig, String instances) throws Exception {
    return Files.writeString(
        folder.resolve("rttd.yaml"), initConfig + "instances:\n" + instances + "\n");
  }
}
