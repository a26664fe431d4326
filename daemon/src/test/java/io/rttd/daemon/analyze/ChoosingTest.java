package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rttd.capture.filter.FilterCompiler;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code analyze} on a part of a capture. */
class ChoosingTest {
  private static final long PACKETS = 10;

  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void writeCapture() throws IOException {
    capture = folder.resolve("capture.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000)
          .connection("192.0.2.2", "198.51.100.9", 40_001, 60_000_000, 24_000)
          .connection("192.0.2.3", "198.51.100.9", 40_002, 120_000_000, 3_500);
    }
  }

  @Test
  void shouldReadOnlyWhatAFilterMatches() throws IOException {
    assumeThat(FilterCompiler.canCheck()).as("libpcap").isTrue();

    JsonTree found = json("--filter", "host 192.0.2.2");
    assertThat(found.get("packets").get("read").number()).isEqualTo(PACKETS);
    assertThat(found.get("packets").get("left_out").number()).isEqualTo(2 * PACKETS);
    assertThat(found.get("pairs").elements())
        .isNotEmpty()
        .allMatch(ChoosingTest::isOfTheSecondClient);
  }

  @Test
  void shouldKeepTheNumbersOfTheFrames() {
    assumeThat(FilterCompiler.canCheck()).as("libpcap").isTrue();

    CommandRun run = rttd("analyze", "--samples", "-", "--filter", "host 192.0.2.2", capture);
    assertThat(run.outLines().get(1)).startsWith("12\t11\t24000000\texact\t192.0.2.2\t");
  }

  @Test
  void shouldSayWhatIsWrongWithAFilter() {
    assumeThat(FilterCompiler.canCheck()).as("libpcap").isTrue();

    CommandRun run = rttd("analyze", "--filter", "host and and", capture);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("filter 'host and and' cannot be used", "syntax error");
  }

  @Test
  void shouldReadOnlyBetweenTwoTimes() throws IOException {
    for (String[] range :
        new String[][] {
          {"60s", "2m"},
          {"1m", "1m59s500ms"},
          {"2026-01-01T00:01:00Z", "2026-01-01T01:02:00+01:00"},
          {"0.5s", "2026-01-01T00:02:00Z"},
        }) {
      JsonTree found = json("--from", range[0], "--to", range[1]);
      assertThat(found.get("packets").get("read").number()).as(range[0]).isEqualTo(PACKETS);
      assertThat(found.get("pairs").elements()).allMatch(ChoosingTest::isOfTheSecondClient);
    }
  }

  @Test
  void shouldRefuseATimeThatIsNone() {
    for (String time : new String[] {"yesterday", "", "10", "10 s", "2026-01-01", "5d"}) {
      CommandRun run = rttd("analyze", "--from=" + time, capture);
      assertThat(run.exitCode()).as(time).isEqualTo(2);
      assertThat(run.err()).contains("'" + time + "' is neither a time");
    }
    CommandRun reversed = rttd("analyze", "--from", "2m", "--to", "1m", capture);
    assertThat(reversed.exitCode()).isEqualTo(2);
    assertThat(reversed.err()).contains("--from must be before --to");
  }

  @Test
  void shouldSayThatNothingWasLeft() {
    CommandRun run = rttd("analyze", "--from", "1h", capture);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("--filter, --from, --to and --interface left out all 30 packets");
  }

  @Test
  void shouldReadOnlyOneInterfaceOfAPcapngFile() throws IOException {
    Path file = writePcapng();

    for (String name : new String[] {"1", "eth1"}) {
      CommandRun run = rttd("analyze", "--samples", "-", "--interface", name, file);
      assertThat(run.outLines()).hasSize(2);
      assertThat(run.outLines().get(1)).startsWith("4\t3\t");
    }
    assertThat(rttd("analyze", "--samples", "-", file).outLines()).hasSize(3);
  }

  @Test
  void shouldSayWhichInterfacesThereAre() throws IOException {
    CommandRun run = rttd("analyze", "--interface", "eth9", writePcapng());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("no packets from interface eth9; the capture has: 0 eth0, 1 eth1.");

    assertThat(rttd("analyze", "--interface", "eth9", capture).err())
        .contains("no packets from interface eth9; the capture has: packets without one.");
  }

  @Test
  void shouldTakeTheKernelsNumberOfAnInterfaceFromCookedFrames() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0xA1B2_3C4D).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
    file.putInt(262_144).putInt(276);
    byte[][] frames = {frame(40_000, true), frame(40_000, false)};
    for (int index : new int[] {3, 7}) {
      for (int i = 0; i < 2; i++) {
        file.putInt(1).putInt(1_000_000 * i + index).putInt(20 + frames[i].length);
        file.putInt(20 + frames[i].length);
        file.order(ByteOrder.BIG_ENDIAN).putShort((short) 0x0800).putShort((short) 0).putInt(index);
        file.putLong(0).putInt(0).put(frames[i]).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    Path cooked = folder.resolve("cooked.pcap");
    Files.write(cooked, Arrays.copyOf(file.array(), file.position()));

    CommandRun run = rttd("analyze", "--samples", "-", "--interface", "7", cooked);
    assertThat(run.outLines()).hasSize(2);
    assertThat(run.outLines().get(1)).startsWith("4\t3\t");
  }

  private JsonTree json(String... options) throws IOException {
    Object[] arguments = new Object[options.length + 4];
    arguments[0] = "analyze";
    arguments[1] = "--format";
    arguments[2] = "json";
    System.arraycopy(options, 0, arguments, 3, options.length);
    arguments[options.length + 3] = capture;
    CommandRun run = rttd(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return JsonTree.parse(run.out());
  }

  private static boolean isOfTheSecondClient(JsonTree pair) {
    return pair.get("src").text().equals("192.0.2.2") || pair.get("dst").text().equals("192.0.2.2");
  }

  /** Two interfaces, eth0 and eth1, with a SYN and its answer each. */
  private Path writePcapng() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x0A0D_0D0A).putInt(28).putInt(0x1A2B_3C4D).putInt(1).putLong(-1).putInt(28);
    for (String name : new String[] {"eth0", "eth1"}) {
      file.putInt(1).putInt(32).putInt(101).putInt(0).putShort((short) 2).putShort((short) 4);
      file.put(name.getBytes(StandardCharsets.US_ASCII)).putInt(0).putInt(32);
    }
    for (int i = 0; i < 4; i++) {
      byte[] frame = frame(40_000 + i / 2, i % 2 == 0);
      file.putInt(6).putInt(32 + frame.length).putInt(i / 2).putInt(0x0006_1000).putInt(1_000 * i);
      file.putInt(frame.length).putInt(frame.length).put(frame).putInt(32 + frame.length);
    }
    Path path = folder.resolve("two.pcapng");
    Files.write(path, Arrays.copyOf(file.array(), file.position()));
    return path;
  }

  /** A SYN of 192.0.2.1, or its answer: raw IPv4, 40 bytes. */
  private static byte[] frame(int port, boolean syn) {
    ByteBuffer frame = ByteBuffer.allocate(40);
    frame.putShort((short) 0x4500).putShort((short) 40).putInt(0).putShort((short) 0x4006);
    frame.putShort((short) 0).putInt(syn ? 0xC000_0201 : 0xC633_6409);
    frame.putInt(syn ? 0xC633_6409 : 0xC000_0201).putShort((short) (syn ? port : 80));
    frame.putShort((short) (syn ? 80 : port)).putInt(syn ? 100 : 500).putInt(syn ? 0 : 101);
    frame.putShort((short) (syn ? 0x5002 : 0x5012)).putShort((short) 65_535).putInt(0);
    return frame.array();
  }
}
