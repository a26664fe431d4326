package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.analyze.console.Console;
import io.rttd.daemon.Main;
import io.rttd.model.PairCounter;
import io.rttd.reporting.json.JsonTree;
import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.traffic.TrafficCommand;
import io.rttd.testbed.truth.TruthRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Downloads over a link that loses and reorders, captured at both ends of it. */
@Tag("live")
@Timeout(90)
class ReorderingLiveTest {
  private static final long MS = 1_000_000;
  private static final int EXCHANGES = 150;

  @TempDir Path folder;

  @RegisterExtension final RelayedNetwork lab = new RelayedNetwork();

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(ShellCommand.exists("tcpdump"), "needs tcpdump");
    LinkSettings toB = new LinkSettings(5 * MS, 0.005, 0.02, 3 * MS, 0, 0, 1);
    lab.connect(toB, toB.withSeed(2), false, truth());
    lab.processes()
        .startAndAwait(
            lab.network()
                .inB(
                    LabProcesses.java(
                        TrafficCommand.class, List.of("server", "--port=5201", "--seconds=80"))),
            fresh("server.txt"),
            "ready");
  }

  @Test
  void shouldCountWhatTheRelayRecorded() throws IOException {
    List<Process> captures = List.of(capture("a", true), capture("b", false));
    download();
    LabProcesses.await(captures.get(0), Duration.ofMillis(300)); // the last frames
    for (Process capture : captures) {
      LabProcesses.stop(capture);
    }
    lab.relay().close();

    RelayRecord record = new RelayRecord(truth(), TruthRecord.B_TO_A);
    assertThat(record.sentAgain()).isGreaterThan(40);
    assertThat(counted("b", PairCounter.RETRANSMITS, "--local", LabNetwork.IPV4_B))
        .isEqualTo(record.sentAgain());
    // What stays behind for a round trip, 10 ms at least, cannot be told from a retransmission; and
    // a retransmission may be as fast as the shortest round trip that was seen until then.
    long least = record.reorderedWithin(8 * MS);
    long most = record.reordered() + record.sentAgain() / 10;
    assertThat(least).isGreaterThan(100);
    assertThat(counted("a", PairCounter.OUT_OF_ORDER)).isBetween(least, most);
    // Data that is not timed has one gap at a time.
    assertThat(counted("a", PairCounter.OUT_OF_ORDER, "--local", LabNetwork.IPV4_A))
        .isBetween(least * 8 / 10, most);
  }

  private void download() throws IOException {
    Process client =
        lab.processes()
            .start(
                lab.network()
                    .inA(
                        LabProcesses.java(
                            TrafficCommand.class,
                            List.of(
                                "request",
                                "--host=" + LabNetwork.IPV4_B,
                                "--port=5201",
                                "--seconds=60",
                                "--count=" + EXCHANGES,
                                "--think-ms=0",
                                "--response-bytes=100000"))),
                fresh("client.txt"));
    assertThat(LabProcesses.await(client, Duration.ofSeconds(70))).isTrue();
  }

  private Process capture(String name, boolean inA) throws IOException {
    List<String> command =
        List.of(
            "tcpdump",
            "-i",
            inA ? lab.network().tapA() : lab.network().tapB(),
            "-s",
            "128",
            "-B",
            "16384",
            "--immediate-mode",
            "-Z",
            "root",
            "-w",
            file(name).toString(),
            "tcp");
    return lab.processes()
        .startAndAwait(
            inA ? lab.network().inA(command) : lab.network().inB(command),
            fresh("tcpdump-" + name + ".txt"),
            "tcpdump: listening");
  }

  private long counted(String name, PairCounter counter, String... options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(out, OutputStream.nullOutputStream(), false);
    List<String> arguments = new ArrayList<>(List.of("analyze", "--format", "json"));
    arguments.addAll(List.of(options));
    arguments.add(file(name).toString());
    Main.execute(console, arguments.toArray(String[]::new));
    return JsonTree.parse(out.toString(StandardCharsets.UTF_8)).get("pairs").elements().stream()
        .mapToLong(pair -> pair.get(counter.text()).number())
        .sum();
  }

  private Path file(String name) {
    return folder.resolve(name + ".pcap");
  }

  private Path truth() {
    return folder.resolve("truth.bin");
  }

  private Path fresh(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "");
  }
}
