package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Capture files that tcpdump or dumpcap still writes: what they held when opened is read. */
class GrowingFileTest {
  private static final int FRAMES = 300;
  private static final int FRAME_BYTES = 60;

  @TempDir Path folder;

  @Tag("fault")
  @ParameterizedTest
  @CsvSource({"false, 4096", "false, 1000000", "true, 4096", "true, 1000000"})
  void shouldReadWhatTheFileHeldWhenItWasOpened(boolean pcapng, int chunkBytes) throws Exception {
    Path path = Files.write(folder.resolve("growing"), capture(pcapng, FRAMES));
    byte[] grown = capture(pcapng, 2 * FRAMES);

    try (CaptureFileSource source = CaptureFiles.open(path, chunkBytes)) {
      assertThat(source.poll(new Reading(), 10)).isEqualTo(10);
      append(path, grown);
      Reading rest = Reading.of(source, 64);

      assertThat(rest.frames).hasSize(FRAMES - 10);
      assertThat(rest.frames.get(FRAMES - 11).bytes()).isEqualTo(bytesOf(FRAMES));
      assertThat(rest.fault).isEmpty();
      assertThat(source.notes())
          .containsExactly(
              String.format(
                  "The file has grown since it was opened: the last %,d bytes were not read.",
                  grown.length - source.totalBytes()));
    }
    try (CaptureFileSource source = CaptureFiles.open(path, chunkBytes)) {
      assertThat(Reading.of(source, 64).frames).as("opened again").hasSize(2 * FRAMES);
      assertThat(source.notes()).isEmpty();
    }
  }

  @Tag("fault")
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void shouldSayThatTheFileIsStillBeingWrittenWhenItsLastRecordIsCompletedLater(boolean pcapng)
      throws Exception {
    byte[] whole = capture(pcapng, FRAMES);
    int missing = FRAME_BYTES / 2;
    byte[] cut = Arrays.copyOf(whole, whole.length - missing);
    Path path = Files.write(folder.resolve("growing"), cut);

    try (CaptureFileSource source = CaptureFiles.open(path)) {
      assertThat(source.poll(new Reading(), 10)).isEqualTo(10);
      append(path, whole);
      Reading rest = Reading.of(source, 64);

      assertThat(rest.frames).hasSize(FRAMES - 11);
      assertThat(rest.fault.orElseThrow().message())
          .startsWith("The capture ends in the middle of a ")
          .endsWith(", and is still being written.");
      assertThat(rest.fault.orElseThrow().byteOffset())
          .isEqualTo(capture(pcapng, FRAMES - 1).length);
      assertThat(source.notes()).singleElement().asString().contains("the last 30 bytes");
    }
  }

  @Test
  void shouldNotSayThatAFileIsBeingWrittenWhichIsNot() throws Exception {
    byte[] whole = capture(false, FRAMES);
    Path path =
        Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - FRAME_BYTES));

    try (CaptureFileSource source = CaptureFiles.open(path)) {
      Reading reading = Reading.of(source, 64);

      assertThat(reading.fault.orElseThrow().message())
          .isEqualTo("The capture ends in the middle of a frame.");
      assertThat(source.notes()).isEmpty();
    }
  }

  private static byte[] capture(boolean pcapng, int frames) {
    CaptureBytes capture = new CaptureBytes(LITTLE_ENDIAN);
    if (pcapng) {
      capture.section().describe(ETHERNET, 0);
    } else {
      capture.pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    }
    for (int i = 1; i <= frames; i++) {
      if (pcapng) {
        capture.enhanced(0, i, FRAME_BYTES, frame(i, FRAME_BYTES));
      } else {
        capture.pcapRecord(i, i, FRAME_BYTES, frame(i, FRAME_BYTES));
      }
    }
    return capture.bytes();
  }

  private static Object bytesOf(int frame) {
    return Reading.frame(0, 0, frame(frame, FRAME_BYTES), 0).bytes();
  }

  /** Appends what the file lacks of these bytes. */
  private static void append(Path path, byte[] whole) throws Exception {
    byte[] rest = Arrays.copyOfRange(whole, (int) Files.size(path), whole.length);
    Files.write(path, rest, StandardOpenOption.APPEND);
  }
}
