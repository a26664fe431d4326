package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.decode.FrameBuilder;
import io.rttd.capture.decode.LinkType;
import io.rttd.capture.file.PcapWriter;
import io.rttd.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileProbeTest {
  private static final String NEAR = "198.18.0.1";
  private static final String FAR = "198.18.0.2";
  private static final long MS = 1_000_000;

  @TempDir Path folder;

  private Path file;

  /** 100 bytes from near, acknowledged after 7 ms; 100 bytes back, acknowledged after 1 ms. */
  @BeforeEach
  void record() throws IOException {
    file = folder.resolve("two.pcap");
    try (PcapWriter writer = new PcapWriter(file, LinkType.RAW, 128)) {
      write(writer, 0, FrameBuilder.raw().ipv4(NEAR, FAR).tcp(4000, 80).seq(1).payload(100));
      write(writer, 7 * MS, FrameBuilder.raw().ipv4(FAR, NEAR).tcp(80, 4000).ack(101));
      write(
          writer,
          8 * MS,
          FrameBuilder.raw().ipv4(FAR, NEAR).tcp(80, 4000).ack(101).seq(9).payload(100));
      write(writer, 9 * MS, FrameBuilder.raw().ipv4(NEAR, FAR).tcp(4000, 80).seq(101).ack(109));
    }
  }

  private static void write(PcapWriter writer, long timeNs, FrameBuilder frame) {
    byte[] bytes = frame.build();
    writer.onFrame(timeNs, LinkType.RAW, 0, new UnsafeBuffer(bytes), 0, bytes.length, bytes.length);
  }

  @Test
  void shouldTimeBothEnds() throws CaptureException {
    RttReading reading = CaptureFileProbe.of(file).read();
    assertThat(reading.samples()).isEqualTo(2);
    assertThat(reading.packets()).isEqualTo(4);
    assertThat(reading.percentileMs(RttKind.ALL, 0)).isBetween(0.999, 1.001);
    assertThat(reading.percentileMs(RttKind.ALL, 100)).isBetween(6.99, 7.01);
    assertThat(reading.verdicts(Verdict.EXACT)).isEqualTo(2);
  }

  @Test
  void shouldTimeOnlyWhatTheLocalEndSends() throws CaptureException {
    List<Long> heardNs = new ArrayList<>();
    RttReading reading =
        CaptureFileProbe.of(file)
            .local(NEAR)
            .onVerdict(verdict -> heardNs.add(verdict.rttNs()))
            .read();
    assertThat(reading.samples()).isEqualTo(1);
    assertThat(heardNs).containsExactly(7 * MS);
  }

  @Test
  void shouldRefuseADamagedFileAndSayWhere() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> CaptureFileProbe.of(file).read())
        .isInstanceOfSatisfying(
            CaptureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_FILE))
        .hasMessageContaining("two.pcap")
        .hasMessageContaining("byte " + whole.length);
  }
}
