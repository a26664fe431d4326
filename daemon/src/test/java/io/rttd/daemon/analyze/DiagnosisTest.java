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

/** What {@code analyze} says of a capture that cannot give what was hoped for. */
class DiagnosisTest {
  private static final End THERE = new End("192.0.2.1", 40_000, "198.51.100.9", 80);
  private static final End BACK = new End("198.51.100.9", 80, "192.0.2.1", 40_000);
  private static final int A = TcpFlags.ACK;

  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void nameCapture() {
    capture = folder.resolve("capture.pcap");
  }

  @Test
  void shouldSayThatOnlyOneDirectionIsInTheFile() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.segment(0, THERE, 0, 0, TcpFlags.SYN, 0);
      for (int i = 0; i < 10; i++) {
        disk.segment(1_000L * i + 1_000, THERE, 1 + 100 * i, 1 + i, A, 100);
      }
    }

    CommandRun run = rttd("analyze", capture);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("nothing was measured")
        .contains("only one direction is captured: 10 of 11 segments are data")
        .contains("--merge");
  }

  @Test
  void shouldSayThatAcksHaveNoData() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 10; i++) {
        disk.segment(1_000L * i, BACK, 1, 1 + 100 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("only one direction is captured: 10 of 10 segments are ACKs");
  }

  @Test
  void shouldSayThatOneDirectionsClockCountsTai() throws IOException {
    long taiUs = 37_000_000;
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 10; i++) {
        disk.segment(10_000L * i, THERE, 1 + 100 * i, 1, A, 100);
      }
      for (int i = 0; i < 10; i++) {
        disk.segment(10_000L * i + 20_000 + taiUs, BACK, 1, 101 + 100 * i, A, 0);
      }
    }

    CommandRun run = rttd("analyze", "--format", "json", capture);
    assertThat(run.err()).contains("the two directions' clocks differ", "37.0 s", "TAI");
    JsonTree diagnosis = JsonTree.parse(run.out()).get("diagnosis");
    assertThat(diagnosis.get("id").text()).isEqualTo("clock_offset");
    assertThat(diagnosis.get("remedy").text()).isNotBlank();
  }

  @Test
  void shouldSayThatNoEndIsLocal() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
    }

    assertThat(rttd("analyze", "--local", "203.0.113.1", capture).err())
        .contains("no RTT sample: 10 of 10 TCP segments have no local end", "--local");
  }

  @Test
  void shouldSayThatTwoHostsCapturesAreMerged() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 20; i++) {
        long us = 100_000L * i;
        disk.at(2 * i + 1, 64).segment(us, THERE, 1 + 100 * i, 1, A, 100);
        disk.at(2 * i + 1, 55).segment(us + 20_000, THERE, 1 + 100 * i, 1, A, 100);
        disk.at(2 * i + 2, 64).segment(us + 20_100, BACK, 1, 101 + 100 * i, A, 0);
        disk.at(2 * i + 2, 55).segment(us + 40_100, BACK, 1, 101 + 100 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("40 of 80 TCP segments were captured at two places, on average 20.000 ms apart")
        .contains("analyze the capture of each place by itself");
  }

  @Test
  void shouldSayThatTwoNeighboursCapturesAreMerged() throws IOException {
    Path other = folder.resolve("other.pcap");
    try (CaptureOnDisk here = new CaptureOnDisk(capture);
        CaptureOnDisk there = new CaptureOnDisk(other)) {
      for (int i = 0; i < 20; i++) {
        long us = 100_000L * i;
        here.at(2 * i + 1, 64).segment(us, THERE, 1 + 100 * i, 1, A, 100);
        there.at(2 * i + 1, 64).segment(us + 400, THERE, 1 + 100 * i, 1, A, 100);
        there.at(2 * i + 2, 64).segment(us + 500, BACK, 1, 101 + 100 * i, A, 0);
        here.at(2 * i + 2, 64).segment(us + 900, BACK, 1, 101 + 100 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", "--merge", capture, other).err())
        .contains("40 of 80 TCP segments were captured at two places, on average 0.400 ms apart");
  }

  @Test
  void shouldSayThatMostRetransmitsAreCopiesOfAFewConnections() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 200; i++) {
        disk.segment(50_000L * i, THERE, 1 + 100 * i, 1, A, 100);
        disk.segment(50_000L * i + 20_000, BACK, 1, 101 + 100 * i, A, 0);
      }
      End routed = new End("192.0.2.1", 40_001, "203.0.113.9", 80);
      End answer = new End("203.0.113.9", 80, "192.0.2.1", 40_001);
      for (int i = 0; i < 10; i++) {
        long us = 20_000_000 + 100_000L * i;
        disk.at(i + 1, 64).segment(us, routed, 1 + 100 * i, 1, A, 100);
        disk.at(i + 1, 63).segment(us + 6_000, routed, 1 + 100 * i, 1, A, 100);
        disk.at(i + 1, 60).segment(us + 20_000, answer, 1, 101 + 100 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("10 of 430 TCP segments were captured at two places, on average 6.000 ms apart")
        .contains("so retransmits are too high")
        .contains("--filter one by its TTL");
    assertThat(rttd("analyze", "--filter", "ip[8] != 63", capture))
        .satisfies(run -> assertThat(run.err()).doesNotContain("two places"))
        .satisfies(run -> assertThat(run.out()).doesNotContain("retransmits"));
  }

  @Test
  void shouldSayThatPacketsAreCopied() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 20; i++) {
        long us = 100_000L * i;
        disk.at(2 * i + 1, 64).segment(us, THERE, 1 + 100 * i, 1, A, 100);
        disk.segment(us + 5, THERE, 1 + 100 * i, 1, A, 100);
        disk.at(2 * i + 2, 64).segment(us + 500, BACK, 1, 101 + 100 * i, A, 0);
        disk.segment(us + 505, BACK, 1, 101 + 100 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("40 of 80 TCP segments are copies of others, and left out")
        .doesNotContain("two places");
  }

  @Test
  void shouldSayThatMergedFilesHaveClocksThatDiffer() throws IOException {
    Path other = folder.resolve("other.pcap");
    long behindUs = 30_000;
    try (CaptureOnDisk there = new CaptureOnDisk(capture);
        CaptureOnDisk back = new CaptureOnDisk(other)) {
      there.segment(0, THERE, 0, 0, TcpFlags.SYN, 0);
      back.segment(20_000 - behindUs, BACK, 0, 1, TcpFlags.SYN | A, 0);
      for (int i = 0; i < 20; i++) {
        long us = 100_000L * i + 50_000;
        there.segment(us, THERE, 1 + 100 * i, 1, A, 100);
        back.segment(us + 20_000 - behindUs, BACK, 1, 101 + 100 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", "--merge", capture, other).err())
        .contains("20 of 20 data segments come after their ACKs: the clocks")
        .contains("editcap -t");
  }

  @Test
  void shouldSayHowMuchIsMissing() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
      End there = new End("192.0.2.1", 40_001, "198.51.100.9", 80);
      End back = new End("198.51.100.9", 80, "192.0.2.1", 40_001);
      disk.segment(0, there, 0, 0, TcpFlags.SYN, 0);
      disk.segment(20_000, back, 0, 1, TcpFlags.SYN | A, 0);
      for (int i = 0; i < 100; i++) {
        long us = 50_000L * i + 50_000;
        if (i % 10 != 0) {
          disk.segment(us, there, 1 + 1000 * i, 1, A, 1000);
        }
        disk.segment(us + 20_000, back, 1, 1001 + 1000 * i, A, 0);
      }
    }

    CommandRun run = rttd("analyze", "--format", "json", capture);
    assertThat(run.err())
        .contains("10000 of 103026 acknowledged bytes (9.7 %) are in no TCP segment");
    JsonTree finding = JsonTree.parse(run.out()).get("findings").elements().get(0);
    assertThat(finding.get("id").text()).isEqualTo("unseen_data");
    assertThat(finding.get("bytes").number()).isEqualTo(10_000);
  }

  @Test
  void shouldSayThatPacketsWereLostBeforeTheCapturePoint() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.segment(0, THERE, 0, 0, TcpFlags.SYN, 0);
      disk.segment(20_000, BACK, 0, 1, TcpFlags.SYN | A, 0);
      for (int i = 0; i < 20; i++) {
        long us = 500_000L * i + 50_000;
        disk.segment(us, THERE, 1001 + 2000 * i, 1, A, 1000);
        disk.segment(us + 200_000, THERE, 1 + 2000 * i, 1, A, 1000);
        disk.segment(us + 220_000, BACK, 1, 2001 + 2000 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("20 of 40 data segments (50.0 %) are retransmissions of packets lost before");
  }

  @Test
  void shouldSayThatFewPacketsWereLostBeforeTheCapturePoint() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.segment(0, THERE, 0, 0, TcpFlags.SYN, 0);
      disk.segment(20_000, BACK, 0, 1, TcpFlags.SYN | A, 0);
      for (int i = 0; i < 500; i++) {
        boolean late = i % 100 == 0;
        long us = 500_000L * i + 50_000;
        disk.segment(late ? us + 1_000 : us, THERE, (late ? 1001 : 1) + 2000 * i, 1, A, 1000);
        disk.segment(us + 200_000, THERE, (late ? 1 : 1001) + 2000 * i, 1, A, 1000);
        disk.segment(us + 220_000, BACK, 1, 2001 + 2000 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("5 of 1000 data segments (0.5 %) are retransmissions of packets lost before");
  }

  @Test
  void shouldSayThatHeadersAreCutOff() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000).snappedTo(30);
      disk.connection("192.0.2.1", "198.51.100.9", 40_001, 200_000, 20_000);
    }

    assertThat(rttd("analyze", capture).err())
        .contains("10 of 20 packets are cut off within their headers, after at most 30 bytes")
        .contains("tcpdump -s 256");
  }

  @Test
  void shouldSayNothingOfPayloadThatIsCutOff() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
      disk.connection("192.0.2.1", "198.51.100.9", 40_001, 200_000, 20_000);
    }

    assertThat(rttd("analyze", capture).err()).isEmpty();
  }

  @Test
  void shouldSayThatOffloadsMergedPackets() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.segment(0, THERE, 0, 0, TcpFlags.SYN, 0);
      disk.segment(20_000, BACK, 0, 1, TcpFlags.SYN | A, 0);
      for (int i = 0; i < 20; i++) {
        long us = 50_000L * i + 50_000;
        disk.segment(us, THERE, 1 + 14_600 * i, 1, A, 14_600);
        disk.segment(us + 20_000, BACK, 1, 14_601 + 14_600 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("20 of 20 data segments stand for several packets each")
        .contains("ethtool -K");
  }

  @Test
  void shouldSayHowManyConnectionsBeganBeforeTheCapture() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 20; i++) {
        disk.segment(50_000L * i, THERE, 1 + 100 * i, 1, A, 100);
        disk.segment(50_000L * i + 20_000, BACK, 1, 101 + 100 * i, A, 0);
      }
      disk.connection("192.0.2.1", "198.51.100.9", 40_001, 2_000_000, 20_000);
    }

    CommandRun run = rttd("analyze", "--format", "json", capture);
    assertThat(run.err())
        .contains("1 of 2 connections began before the capture")
        .contains("response times only if --services names the server's port");
    JsonTree finding = JsonTree.parse(run.out()).get("findings").elements().get(0);
    assertThat(finding.get("id").text()).isEqualTo("mid_stream");
    assertThat(finding.get("count").number()).isEqualTo(1);
    assertThat(finding.get("of").number()).isEqualTo(2);
  }

  @Test
  void shouldSayOfWhichConnectionsOnlyOneDirectionIsInTheFile() throws IOException {
    End there = new End("192.0.2.1", 40_001, "198.51.100.9", 80);
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
      disk.connection("192.0.2.1", "198.51.100.9", 40_002, 200_000, 20_000);
      disk.segment(300_000, there, 0, 0, TcpFlags.SYN, 0);
      for (int i = 0; i < 10; i++) {
        disk.segment(310_000 + 1_000L * i, there, 1 + 100 * i, 1, A, 100);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("only one direction of some connections", "10 of 31 segments are data without");
  }

  @Test
  void shouldSayNothingOfACaptureThatIsWhole() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
    }

    assertThat(rttd("analyze", capture).err()).isEmpty();
  }
}
