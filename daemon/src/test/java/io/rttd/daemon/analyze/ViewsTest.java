package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import io.rttd.model.TcpFlags;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code analyze} shows, in which order, and how much of it. */
class ViewsTest {
  private static final CaptureOnDisk.End REFUSED =
      new CaptureOnDisk.End("192.0.2.1", 40_003, "198.51.100.9", 81);
  private static final CaptureOnDisk.End REFUSAL =
      new CaptureOnDisk.End("198.51.100.9", 81, "192.0.2.1", 40_003);

  @TempDir Path folder;
  private Path capture;

  /** Three connections to port 80 with 20, 80 and 40 ms, and a refused one to port 81. */
  @BeforeEach
  void writeCapture() throws IOException {
    capture = folder.resolve("capture.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000)
          .connection("192.0.2.1", "198.51.100.9", 40_001, 1_000_000, 80_000)
          .connection("192.0.2.1", "198.51.100.9", 40_002, 2_000_000, 40_000)
          .segment(3_000_000, REFUSED, 1, 0, TcpFlags.SYN, 0)
          .segment(3_020_000, REFUSAL, 0, 2, TcpFlags.RST | TcpFlags.ACK, 0);
    }
  }

  @Test
  void shouldShowEachConnectionAndHowItEnded() {
    List<String> lines = analyze("--by", "connection").outLines();

    assertThat(lines.get(0).split(" +"))
        .startsWith("client", "server", "start", "s", "for", "s", "bytes", ">", "bytes", "<");
    assertThat(lines.get(2).split(" +"))
        .containsExactly(
            "192.0.2.1:40000", "198.51.100.9:80", "0.000", "0.100", "100", "2920", ">", "3");
    assertThat(lines.get(3).split(" +"))
        .containsExactly(
            "", "20.000", "20.000", "20.000", "1", "0", "0.0", "20.000", "20.500", "fin");
    assertThat(lines.get(8)).startsWith("192.0.2.1:40003  198.51.100.9:81");
    assertThat(lines.get(9)).endsWith(" refused");
    assertThat(lines).allMatch(line -> line.length() <= 80);
  }

  @Test
  void shouldShowTheZeroWindowsOfConnectionsAndServices() throws IOException {
    CaptureOnDisk.End there = new CaptureOnDisk.End("192.0.2.1", 40_004, "198.51.100.9", 80);
    CaptureOnDisk.End back = new CaptureOnDisk.End("198.51.100.9", 80, "192.0.2.1", 40_004);
    int ack = TcpFlags.ACK;
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.segment(0, there, 0, 0, TcpFlags.SYN, 0).segment(9, back, 0, 1, TcpFlags.SYN | ack, 0);
      for (int i = 0; i < 3; i++) {
        disk.segment(1_000_000L * i + 100, there, 1 + 100 * i, 1, ack, 100);
        disk.window(0).segment(1_000_000L * i + 200, back, 1, 101 + 100 * i, ack, 0);
        disk.window(500).segment(1_000_000L * i + 700_000, back, 1, 101 + 100 * i, ack, 0);
      }
    }

    List<String> connections = analyze("--by", "connection").outLines();
    assertThat(connections.get(1)).containsPattern("retx %  0-wins  hshake");
    assertThat(connections.get(3)).containsPattern("0\\.0 +3 +0\\.009");
    assertThat(analyze("--by", "service").out()).contains("0-wins");
  }

  @Test
  void shouldKeepAPairOfIpv4AddressesInOneLine() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.168.100.101", "192.168.200.102", 40_000, 0, 1_500_000);
    }

    List<String> lines = analyze().outLines();
    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("src"))
        .first()
        .asString()
        .endsWith(" p50  retx %");
  }

  @Test
  void shouldSortAndCut() {
    for (String key : List.of("p99", "p50", "response")) {
      List<String> lines =
          analyze("--by=connection", "--sort", key, "--top=2", "--format=csv").outLines();
      assertThat(lines).as(key).hasSize(3);
      assertThat(lines.get(1)).as(key).contains(",192.0.2.1:40001,");
      assertThat(lines.get(2)).as(key).contains(",192.0.2.1:40002,");
    }
    assertThat(analyze("--by=connection", "--top=1").out())
        .contains("1 of 4 connections, by count");
    assertThat(analyze("--by=service", "--top=1").out()).contains("1 of 2 services, by count");
    assertThat(analyze("--top=1").out()).contains("192.0.2.1").doesNotContain(" of ");
  }

  @Test
  void shouldShowServicesByPortOrByName() {
    List<String> lines = analyze("--by", "service", "--sort=count").outLines();
    assertThat(lines.get(0).split(" +"))
        .startsWith("service", "conns", "failed", "count", "p50", "p99", "path", "prompt");
    assertThat(lines.stream().filter(line -> line.startsWith("80 ")).findFirst().orElseThrow())
        .matches("80 +3 +0 +9 +39\\.9\\d+ +79\\.9\\d+ +39\\.9\\d+ +3 +0 +0.0");
    assertThat(lines.stream().filter(line -> line.startsWith("81 ")).findFirst().orElseThrow())
        .matches("81 +1 +1 +0 +- .*");

    String named = analyze("--by=service", "--services=80=web,81-82=admin").out();
    assertThat(named).containsPattern("web +3").containsPattern("admin +1");
    assertThat(analyze("--services=80=web").out()).containsPattern("src +dst +service ");
  }

  @Test
  void shouldHaveTheSameFiguresInJson() throws IOException {
    JsonTree json = JsonTree.parse(analyze("--by=connection", "--format=json").out());

    assertThat(json.get("pairs").elements()).isNotEmpty();
    assertThat(json.get("connections").elements()).hasSize(4);
    JsonTree first = json.get("connections").elements().get(0);
    assertThat(first.get("client").text()).isEqualTo("192.0.2.1:40000");
    assertThat(first.get("end").text()).isEqualTo("fin");
    assertThat(first.get("from_client").get("rtt").get("p99_ms").number()).isEqualTo(20);
    assertThat(first.get("from_client").get("rtt").get("buckets_ns").elements()).hasSize(2);
    assertThat(first.get("from_server").get("bytes").number()).isEqualTo(2920);
    assertThat(first.get("start").text()).isEqualTo("2026-01-01T00:00:00Z");
    JsonTree services = JsonTree.parse(analyze("--by=service", "--format=json").out());
    assertThat(services.get("services").elements()).hasSize(2);
    assertThat(services.get("services").elements().get(0).get("connections").number()).isEqualTo(3);
  }

  @Test
  void shouldHaveOneCellForEachHeadingInCsv() {
    for (String by : List.of("connection", "service")) {
      List<String> lines = analyze("--by", by, "--format=csv").outLines();
      int columns = lines.get(0).split(",", -1).length;
      assertThat(lines).hasSizeGreaterThan(1);
      assertThat(lines).allMatch(line -> line.split(",", -1).length == columns);
      assertThat(lines.get(0)).contains("from_client_rtt_p99_ms", "response_p50_ms");
    }
  }

  @Test
  void shouldExplainALineOfTheTable() {
    String line = analyze("--by=connection", "--sort=p99").outLines().get(2);
    assertThat(line).startsWith("192.0.2.1:40001");

    assertThat(analyze("--explain", line).out())
        .isEqualTo(analyze("--explain=192.0.2.1:40001-198.51.100.9:80").out())
        .contains("exact, 80.000000 ms");
  }

  @Test
  void shouldNotLosePairsThatDoNotFit() throws IOException {
    String client = "2001:db8:1111:2222:3333:4444:5555:6666";
    String server = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff";
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection(client, server, 40_000, 0, 20_000);
    }

    for (String by : List.of("pair", "connection")) {
      CommandRun run = analyze("--by", by);
      assertThat(run.outLines())
          .filteredOn(line -> !line.contains("looks local"))
          .allMatch(line -> line.length() <= 80);
      assertThat(run.out()).contains(client, server, "20.000");
    }
  }

  @Test
  void shouldRefuseWhatHasNoMeaning() {
    assertThat(analyze("--sort=bytes").err()).contains("needs --by service or --by connection");
    assertThat(analyze("--by=port").err()).contains("'port' is not one of [pair, service,");
    assertThat(analyze("--top=0").err()).contains("'0' is not a whole number from 1");
    assertThat(analyze("--by=service", "--format=hgrm").err()).contains("hgrm is by pair only");
    assertThat(analyze("--services=http").err()).contains("'http' is not a port");
    assertThat(analyze("--services=80-70=x").exitCode()).isEqualTo(2);
  }

  @Test
  void shouldSayWhatMemoryWasTooShortFor() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 20_000; i++) {
        disk.connection("192.0.2.1", "198.51.100.9", 1_024 + i, 1_000L * i, 20_000);
      }
    }

    CommandRun run = analyze("--by=connection", "--top=3", "--memory=16MB");
    assertThat(run.out())
        .containsPattern("short of memory: \\d+ packets and \\d+ samples belong to connections");
    assertThat(analyze("--by=connection", "--top=3").out()).doesNotContain("short of memory");
  }

  private CommandRun analyze(String... options) {
    Object[] arguments = new Object[options.length + 2];
    arguments[0] = "analyze";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[options.length + 1] = capture;
    return rttd(arguments);
  }
}
