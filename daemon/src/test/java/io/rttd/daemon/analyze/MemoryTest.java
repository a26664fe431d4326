package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CaptureOnDisk.End;
import io.rttd.daemon.CommandRun;
import io.rttd.model.TcpFlags;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code analyze} keeps of a capture, and what it says of the rest. */
class MemoryTest {
  private static final int PORTS = 50_000;

  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void nameCapture() {
    capture = folder.resolve("capture.pcap");
  }

  @Test
  void shouldLetGoOfConnectionsThatEndedByTheFilesTime() throws IOException {
    int connections = 100_000;
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < connections; i++) {
        connect(disk, 4_000L * i, "192.0.2." + (1 + i / PORTS), 1_024 + i % PORTS);
      }
    }

    JsonTree found = analyze("--memory", "16MB");
    assertThat(found.get("samples").number()).isEqualTo(connections);
    assertThat(found.get("short_of_memory").get("flows_evicted").number()).isZero();
  }

  @Test
  void shouldNameEachPairWhoseConnectionsWereRefused() throws IOException {
    int hosts = 6_000;
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < hosts; i++) {
        End scan = new End("198.51.100.9", 40_000, "10.0." + i / 250 + "." + i % 250, 22);
        disk.segment(1_000L * i, scan, 1, 0, TcpFlags.SYN, 0);
      }
    }

    JsonTree found = JsonTree.parse(rttd("analyze", "--format", "json", capture).out());
    assertThat(found.get("short_of_memory").get("pairs_folded").number()).isZero();
    assertThat(found.get("pairs").elements()).hasSize(hosts);
  }

  @Test
  void shouldSayHowManySamplesAreInNoPairOfTheirOwn() throws IOException {
    int hosts = 30_000;
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < hosts; i++) {
        connect(disk, 10L * i, "10.0." + i / 250 + "." + i % 250, 40_000);
      }
    }

    JsonTree found = analyze("--memory", "16MB");
    long inOther = found.get("short_of_memory").get("samples_in_other").number();
    assertThat(found.get("samples").number()).isEqualTo(hosts);
    assertThat(inOther).isBetween(1L, hosts - 1L);
    CommandRun table = rttd("analyze", "--memory", "16MB", capture);
    assertThat(table.out())
        .containsPattern("short of memory: .*" + inOther + " samples \\([0-9.]+ %\\) counted");
    assertThat(analyze("--memory", "256MB").get("short_of_memory").get("samples_in_other").number())
        .isZero();
  }

  @Test
  void shouldRefuseASizeThatIsNone() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      connect(disk, 0, "192.0.2.1", 40_000);
    }

    for (String size : new String[] {"15MB", "much", "65GB", "-1"}) {
      CommandRun run = rttd("analyze", "--memory=" + size, capture);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("'" + size + "'", "16MB to 64GB");
    }
  }

  private JsonTree analyze(String option, String value) throws IOException {
    CommandRun run = rttd("analyze", "--format", "json", option, value, capture);
    assertThat(run.exitCode()).isZero();
    return JsonTree.parse(run.out());
  }

  /** A connection of three segments, with one sample: that of its SYN. */
  private static void connect(CaptureOnDisk disk, long atUs, String client, int port)
      throws IOException {
    End there = new End(client, port, "198.51.100.9", 80);
    End back = new End("198.51.100.9", 80, client, port);
    disk.segment(atUs, there, 1, 0, TcpFlags.SYN, 0);
    disk.segment(atUs + 1_000, back, 5, 2, TcpFlags.SYN | TcpFlags.ACK, 0);
    disk.segment(atUs + 1_001, there, 2, 0, TcpFlags.RST, 0);
  }
}
