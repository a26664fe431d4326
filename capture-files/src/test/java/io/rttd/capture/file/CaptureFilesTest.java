package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureFilesTest {
  @TempDir Path folder;

  private static byte[] capture(int frames) {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    for (int i = 0; i < frames; i++) {
      capture.pcapRecord(i, i, 60, frame(i, 60));
    }
    return capture.bytes();
  }

  private CaptureException refusalOf(Path path) {
    return catchThrowableOfType(CaptureException.class, () -> CaptureFiles.open(path));
  }

  private CaptureException refusalOf(byte[] content) throws IOException {
    return refusalOf(Files.write(folder.resolve("x.bin"), content));
  }

  @Test
  void shouldSayThatThereIsNoSuchFile() {
    Path path = folder.resolve("missing.pcap");

    CaptureException e = refusalOf(path);

    assertThat(e).hasMessage("There is no file " + path + ".");
    assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void shouldSayThatADirectoryIsNotACapture() {
    CaptureException e = refusalOf(folder);

    assertThat(e).hasMessage(folder + " is a directory: name a capture file in it.");
    assertThat(e.reason()).isEqualTo(Reason.BAD_FILE);
  }

  @Test
  void shouldSayThatAFileIsEmpty() throws Exception {
    assertThat(refusalOf(new byte[0])).hasMessageEndingWith("x.bin is empty.");
  }

  @Test
  void shouldShowTheFirstBytesOfAFileThatIsNotACapture() throws Exception {
    byte[] text = "snoopy was here, not a capture\n".getBytes(StandardCharsets.US_ASCII);

    assertThat(refusalOf(text))
        .hasMessageEndingWith(
            "x.bin is not a capture that rttd can read (pcap, pcapng, snoop, ERF, or one of these"
                + " compressed by gzip, zstd, xz, bzip2 or lz4): it begins with 73 6e 6f 6f 70 79 20 77 61 73 20 68 65 72 65 2c"
                + " (\"snoopy was here,\").");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldShowAFileTooShortToBeRecognised(int length) throws Exception {
    byte[] start = Arrays.copyOf(new byte[] {(byte) 0xD4, 'A', '\n'}, length);

    assertThat(refusalOf(start))
        .hasMessageEndingWith(
            "it begins with "
                + "d4 41 0a".substring(0, 3 * length - 1)
                + " (\""
                + ".A.".substring(0, length)
                + "\").");
  }

  @Test
  void shouldNameThePackerThatItCannotUnpack() throws Exception {
    assertThat(refusalOf(HexFormat.of().parseHex("504b0304")))
        .hasMessageEndingWith("x.bin is a zip archive, which rttd cannot read: extract it first.");
  }

  @Test
  void shouldLookIntoGzipBeforeItCallsItACapture() throws Exception {
    assertThat(refusalOf(Reading.gzip("hello, world".getBytes(StandardCharsets.US_ASCII))))
        .hasMessageContaining("(\"hello, world\")");
    assertThat(refusalOf(new byte[] {0x1F, (byte) 0x8B, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}))
        .hasMessageEndingWith("x.bin cannot be read: Unsupported compression method.");
    assertThat(refusalOf(new byte[] {0x1F, (byte) 0x8B, 8}))
        .hasMessageEndingWith("x.bin ends in the middle of gzip's header.");
    assertThat(refusalOf(Reading.gzip(new byte[0]))).hasMessageEndingWith("x.bin is empty.");
  }

  @Test
  void shouldSayThatTheUserMayNotReadTheFile() throws Exception {
    Path path = Files.write(folder.resolve("secret.pcap"), capture(1));
    CaptureException told =
        CaptureFiles.refusal("secret.pcap", new AccessDeniedException("secret.pcap"));
    assertThat(told.reason()).isEqualTo(Reason.NO_PERMISSION);
    assertThat(told).hasMessageStartingWith("secret.pcap cannot be read by this user");

    Assumptions.assumeTrue(path.toFile().setReadable(false), "permissions cannot be set here");
    Assumptions.assumeFalse(Files.isReadable(path), "this user may read everything");
    assertThat(refusalOf(path).reason()).isEqualTo(Reason.NO_PERMISSION);
  }

  @Test
  void shouldTellWhyAFileCannotBeRead() {
    assertThat(CaptureFiles.refusal("x", new FileSystemException("x", null, "Too many links")))
        .hasMessage("x cannot be read: Too many links.");
    assertThat(CaptureFiles.refusal("x", new IOException("Is broken")))
        .hasMessage("x cannot be read: Is broken.");
    assertThat(CaptureFiles.refusal("x", new EOFException()))
        .hasMessage("x ends in the middle of gzip's header.");
  }

  @Test
  void shouldReadGzipUnderAnyName() throws Exception {
    Path path = Files.write(folder.resolve("capture.pcapng"), Reading.gzip(capture(1000)));

    try (CaptureFileSource source = CaptureFiles.open(path)) {
      Reading reading = Reading.of(source, 100);

      assertThat(reading.frames).hasSize(1000);
      assertThat(reading.fault).isEmpty();
    }
  }

  /** What {@code gzip -c a >> b} and rotated captures make. */
  @Test
  void shouldReadGzipOfSeveralMembersFromASlowPipe() throws Exception {
    byte[] bytes = capture(100);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int from = 0; from < bytes.length; from += 1000) {
      int to = Math.min(bytes.length, from + 1000);
      members.write(Reading.gzip(Arrays.copyOfRange(bytes, from, to)));
    }
    InputStream slow =
        new ByteArrayInputStream(members.toByteArray()) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1));
          }

          @Override
          public synchronized int available() {
            return 0;
          }
        };

    try (CaptureFileSource source = CaptureFiles.open(slow, "slow pipe")) {
      Reading reading = Reading.of(source, 10);

      assertThat(reading.frames).hasSize(100);
      assertThat(reading.fault).isEmpty();
      assertThat(source.totalBytes()).isEqualTo(CaptureFileSource.UNKNOWN_TOTAL);
      assertThat(source.bytesRead()).isEqualTo(members.size());
    }
  }

  @Test
  void shouldEndWithAFaultWhenThePipeBreaks() throws Exception {
    byte[] bytes = capture(2);
    InputStream cut =
        new FilterInputStream(new ByteArrayInputStream(bytes)) {
          private int left = bytes.length;

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
              throw new IOException("Broken pipe");
            }
            int read = super.read(into, offset, Math.min(left, length));
            left -= read;
            return read;
          }
        };

    try (CaptureFileSource source = CaptureFiles.open(cut, "pipe")) {
      Reading reading = Reading.of(source, 10);

      assertThat(reading.frames).hasSize(2);
      assertThat(reading.fault.orElseThrow().message()).isEqualTo("Reading failed: Broken pipe.");
      assertThat(reading.fault.orElseThrow().byteOffset()).isEqualTo(bytes.length);
    }
  }

  @Test
  void shouldReadAFifo() throws Exception {
    Path fifo = folder.resolve("fifo");
    Assumptions.assumeTrue(makeFifo(fifo), "mkfifo is not available");
    byte[] bytes = capture(5000);
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.write(fifo, bytes);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.start();

    try (CaptureFileSource source = CaptureFiles.open(fifo)) {
      Reading reading = Reading.of(source, 100);

      assertThat(reading.frames).hasSize(5000);
      assertThat(reading.fault).isEmpty();
    }
    writer.join();
  }

  private static boolean makeFifo(Path path) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
