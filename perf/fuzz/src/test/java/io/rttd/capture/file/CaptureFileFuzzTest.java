package io.rttd.capture.file;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameSource;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes, as a capture file of each format that rttd reads: it ends, with frames that lie in the
 * bytes that were given, and it makes no difference in what pieces the bytes come.
 *
 * <p>Input: the format's index, the size of the pieces, the file without its magic number.
 */
class CaptureFileFuzzTest {
  private static final int[] MAGIC_NUMBERS = {
    PcapReader.MAGIC_US,
    Integer.reverseBytes(PcapReader.MAGIC_US),
    PcapReader.MAGIC_NS,
    Integer.reverseBytes(PcapReader.MAGIC_NS),
    PcapReader.MAGIC_KUZNETSOV,
    PcapngReader.SECTION_HEADER,
    0x736E6F6F, // snoop
    0x1F8B0800, // gzip
    0 // no capture
  };

  private static final short GZIP_MAGIC = 0x1F8B;
  private static final int WHOLE = 1 << 16;
  private static final int HEAD_BYTES = 2;

  /** One frame, or what is worth to be compared of it. */
  private record Read(long timeNs, int linkType, int original, List<Byte> bytes) {}

  /** All that became of a file. */
  private record Outcome(List<Read> frames, String fault) {}

  static Stream<byte[]> files() {
    CaptureBytes pcap =
        new CaptureBytes(BIG_ENDIAN)
            .pcapHeader(PcapReader.MAGIC_US, 24, 512, CaptureBytes.ETHERNET)
            .pcapRecord(1, 2, 60, CaptureBytes.frame(1, 60))
            .pcapRecord(3, 4, 1500, CaptureBytes.frame(2, 96));
    return Stream.concat(
            Stream.of(pcap.bytes(), pcapng(LITTLE_ENDIAN), pcapng(BIG_ENDIAN)), snoop())
        .map(CaptureFileFuzzTest::input);
  }

  @MethodSource("files")
  @FuzzTest
  void read(byte[] input) {
    if (input.length < HEAD_BYTES) {
      return;
    }
    byte[] file = new byte[input.length - HEAD_BYTES + Integer.BYTES];
    ByteBuffer.wrap(file)
        .putInt(MAGIC_NUMBERS[(input[0] & 0xFF) % MAGIC_NUMBERS.length])
        .put(input, HEAD_BYTES, input.length - HEAD_BYTES);
    Outcome whole = read(file, WHOLE);
    Outcome inPieces = read(file, 1 + (input[1] & 0xFF));
    if (ByteBuffer.wrap(file).getShort() == GZIP_MAGIC) {
      // What a read uncompresses before it meets damage is lost, so small pieces give more.
      int frames = Math.min(whole.frames().size(), inPieces.frames().size());
      assertThat(inPieces.frames().subList(0, frames)).isEqualTo(whole.frames().subList(0, frames));
    } else {
      assertThat(inPieces).isEqualTo(whole);
    }
  }

  private static Outcome read(byte[] file, int pieceBytes) {
    List<Read> frames = new ArrayList<>();
    try (CaptureFileSource source =
        CaptureFiles.open(new ByteArrayInputStream(file), "fuzz", file.length, pieceBytes)) {
      int polled = 0;
      while (polled != FrameSource.END) {
        polled =
            source.poll(
                (timeNs, linkType, index, buffer, offset, captured, original) -> {
                  byte[] bytes = new byte[captured];
                  buffer.getBytes(offset, bytes);
                  frames.add(new Read(timeNs, linkType, original, boxed(bytes)));
                },
                3);
      }
      Optional<CaptureFault> fault = source.fault();
      return new Outcome(frames, fault.map(CaptureFault::toString).orElse(""));
    } catch (CaptureException e) {
      return new Outcome(frames, e.getMessage());
    }
  }

  private static List<Byte> boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    Arrays.setAll(boxed, i -> bytes[i]);
    return List.of(boxed);
  }

  private static byte[] input(byte[] file) {
    int magic = ByteBuffer.wrap(file).getInt();
    int index = 0;
    while (MAGIC_NUMBERS[index] != magic) {
      index++;
    }
    byte[] input = new byte[file.length - Integer.BYTES + HEAD_BYTES];
    input[0] = (byte) index;
    input[1] = 20;
    System.arraycopy(file, Integer.BYTES, input, HEAD_BYTES, file.length - Integer.BYTES);
    return input;
  }

  private static byte[] pcapng(ByteOrder order) {
    CaptureBytes file = new CaptureBytes(order);
    return file.section()
        .describe(CaptureBytes.ETHERNET, 64, file.body().option(9, file.body().u8(9)))
        .enhanced(0, 5_000_123, 60, CaptureBytes.frame(1, 57))
        .simple(41, CaptureBytes.frame(3, 41))
        .obsolete(0, 0x1_0000_0000L, 99, CaptureBytes.frame(4, 33))
        .block(0xBAD, file.body().u32(1))
        .bytes();
  }

  private static Stream<byte[]> snoop() {
    return Stream.of(
        new CaptureBytes(BIG_ENDIAN)
            .snoopHeader(2, 4)
            .snoopRecord(1, 2, 70, CaptureBytes.frame(1, 60), 2)
            .bytes());
  }
}
