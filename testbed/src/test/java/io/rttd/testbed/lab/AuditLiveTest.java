package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.Main;
import io.rttd.reporting.json.JsonTree;
import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.traffic.TrafficCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code rttd audit} on a host whose packets a relay delays, and of which it loses 1 %. */
@Tag("live")
@Timeout(90)
class AuditLiveTest {
  private static final long DELAY_NS = 20_000_000;
  private static final int MANY_SAMPLES = 100;
  private static final String PORT = "5201";

  @TempDir Path folder;

  @RegisterExtension final RelayedNetwork lab = new RelayedNetwork();

  @Test
  void shouldAgreeWithTheKernelOnEachConnection() throws Exception {
    connect(0.01);
    startServer();
    startClients();
    JsonTree audit = audit(0);

    List<JsonTree> connections = audit.get("connections").elements();
    assertThat(connections).hasSizeGreaterThan(5);
    assertThat(connections)
        .allSatisfy(
            each -> {
              assertThat(each.get("agreement").text()).isIn("yes", "explained");
              // After a loss, the kernel takes RTTs from timestamps, in whole milliseconds.
              assertThat(each.get("kernel").get("min_rtt_ms").decimal()).isGreaterThanOrEqualTo(40);
            });
    List<JsonTree> measured =
        connections.stream()
            .filter(each -> each.get("samples").number() > MANY_SAMPLES)
            .filter(each -> !isFromTimestamps(each))
            .toList();
    assertThat(measured).isNotEmpty();
    assertThat(measured.stream().filter(AuditLiveTest::hasTheKernelsMinimum).count())
        .as("of %d", measured.size())
        .isGreaterThanOrEqualTo(measured.size() * 8L / 10);
    assertThat(connections)
        .as("lost segments are sent again")
        .anyMatch(each -> each.get("retransmits").number() > 0);
  }

  @Test
  void shouldFindNothingToCompareWhereNothingIsSent() throws Exception {
    connect(0);

    assertThat(audit(1).get("summary").get("connections").number()).isZero();
  }

  /** The kernel rounds such an RTT, which may be its minimum, to a millisecond. */
  private static boolean isFromTimestamps(JsonTree connection) {
    double ms = connection.get("kernel").get("min_rtt_ms").decimal();
    return ms == Math.rint(ms);
  }

  private static boolean hasTheKernelsMinimum(JsonTree connection) {
    double rttd = connection.get("path").get("min_ms").decimal();
    return Math.abs(connection.get("kernel").get("min_rtt_ms").decimal() - rttd) <= 0.1;
  }

  private void connect(double loss) throws IOException {
    LinkSettings wire = new LinkSettings(DELAY_NS, loss, 0, 0, 0, 0, 1);
    lab.connect(wire, wire.withSeed(2), false, folder.resolve("truth.bin"));
  }

  private void startServer() throws IOException {
    lab.processes()
        .startAndAwait(
            lab.network()
                .inB(
                    LabProcesses.java(
                        TrafficCommand.class, List.of("server", "--port=" + PORT, "--seconds=80"))),
            fresh("server.txt"),
            "ready");
  }

  /** Uploads on some connections, and requests on others, for longer than the audit takes. */
  private void startClients() throws IOException {
    startClient("upload", "--workers=4", "--request-bytes=1000000");
    startClient("ask", "--workers=4", "--think-ms=100");
  }

  private void startClient(String name, String... options) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("short", "--host=" + LabNetwork.IPV4_B, "--port=" + PORT));
    arguments.addAll(List.of("--seconds=20"));
    arguments.addAll(List.of(options));
    lab.processes()
        .start(
            lab.network().inA(LabProcesses.java(TrafficCommand.class, arguments)),
            fresh(name + ".txt"));
  }

  private JsonTree audit(int exitCode) throws IOException {
    Path output = fresh("audit.txt");
    Process audit =
        lab.processes()
            .start(
                lab.network()
                    .inA(
                        LabProcesses.java(
                            Main.class,
                            List.of(
                                "audit",
                                "-i",
                                lab.network().tapA(),
                                "--seconds=6",
                                "--format=json"))),
                output);
    assertThat(LabProcesses.await(audit, Duration.ofSeconds(40))).isTrue();
    String text = Files.readString(output);
    JsonTree result = JsonTree.parse(text.substring(text.indexOf('{')));
    // On a machine that is too busy, the capture may lose packets, and the audit says so.
    long lost = result.get("packets").get("kernel_drops").number();
    assertThat(audit.exitValue()).as(text).isEqualTo(lost > 0 ? 1 : exitCode);
    return result;
  }

  private Path fresh(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "");
  }
}
