package io.rttd.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.agrona.DirectBuffer;

/** What came out of a capture, and the ways to read one. */
final class Reading implements FrameHandler {
  /** Equal bytes must give equal readings by all of these. */
  enum Way {
    /** One chunk. */
    FROM_DISK,
    /** Each record is on the edge of a chunk, or larger than one. */
    FROM_DISK_IN_TINY_CHUNKS,
    /** Each record is on the edge of a chunk, or larger than one. */
    PIPED_IN_TINY_CHUNKS,
    GZIPPED
  }

  /** One frame, copied. */
  record Frame(long timeNs, int linkType, List<Byte> bytes, int original) {}

  final List<Frame> frames = new ArrayList<>();
  Optional<CaptureFault> fault = Optional.empty();

  @Override
  public void onFrame(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    assertThat(offset).isNotNegative();
    assertThat(capturedLength).isBetween(0, buffer.capacity() - offset);
    assertThat(originalLength).isNotNegative();
    byte[] copy = new byte[capturedLength];
    buffer.getBytes(offset, copy);
    frames.add(new Frame(timeNs, linkType, list(copy), originalLength));
  }

  static Frame frame(long timeNs, int linkType, byte[] bytes, int original) {
    return new Frame(timeNs, linkType, list(bytes), original);
  }

  /** Reads it by all ways, which must agree. */
  static Reading of(CaptureBytes capture) {
    return of(capture.bytes());
  }

  static Reading of(byte[] capture) {
    Reading first = null;
    for (Way way : Way.values()) {
      Reading reading = of(capture, way);
      if (first != null) {
        assertThat(reading.frames).as("frames, %s", way).isEqualTo(first.frames);
        assertThat(reading.fault).as("fault, %s", way).isEqualTo(first.fault);
      }
      first = reading;
    }
    return first;
  }

  static Reading of(byte[] capture, Way way) {
    try (CaptureFileSource source = open(capture, way)) {
      return of(source, 3);
    } catch (CaptureException e) {
      throw new AssertionError(e);
    }
  }

  static Reading of(CaptureFileSource source, int limit) {
    Reading reading = new Reading();
    int before = 0;
    for (int n; (n = source.poll(reading, limit)) != FrameSource.END; before += n) {
      assertThat(n).isBetween(1, limit);
      assertThat(reading.frames).hasSize(before + n);
    }
    assertThat(source.poll(reading, limit)).as("after the end").isEqualTo(FrameSource.END);
    assertThat(reading.frames).hasSize(before);
    reading.fault = source.fault();
    return reading;
  }

  static CaptureFileSource open(byte[] capture, Way way) throws CaptureException {
    return switch (way) {
      case FROM_DISK -> fromDisk(capture, 1 << 20);
      case FROM_DISK_IN_TINY_CHUNKS -> fromDisk(capture, 40);
      case PIPED_IN_TINY_CHUNKS -> piped(capture, 40);
      case GZIPPED -> piped(gzip(capture), 1 << 16);
    };
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static CaptureFileSource piped(byte[] bytes, int chunkBytes) throws CaptureException {
    return CaptureFiles.open(new ByteArrayInputStream(bytes), "test", bytes.length, chunkBytes);
  }

  private static CaptureFileSource fromDisk(byte[] bytes, int chunkBytes) throws CaptureException {
    try {
      Path file = Files.createTempFile("rttd", ".capture");
      try {
        Files.write(file, bytes);
        return CaptureFiles.open(file, chunkBytes);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Byte> list(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    Arrays.setAll(boxed, i -> bytes[i]);
    return List.of(boxed);
  }
}
