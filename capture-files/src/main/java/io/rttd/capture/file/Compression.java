package io.rttd.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Compression formats, recognized by their first bytes. All are read as streams with bounded
 * memory; concatenated streams are read as one.
 */
enum Compression {
  /** gzip (RFC 1952). */
  GZIP("gzip") {
    @Override
    InputStream open(CompressedInput in) throws IOException {
      return in.uncompressed();
    }
  },
  /** Zstandard (RFC 8878), with windows of up to 8 MiB; only --ultra and --long need more. */
  ZSTD("zstd") {
    @Override
    InputStream open(CompressedInput in) {
      ZstdFrames frames = new ZstdFrames(in);
      return new UncompressedInput(new ZstdInput(frames), label(), frames::isCut);
    }
  },
  /** xz, with dictionaries that fit into {@link #XZ_MEMORY_KIB}: xz -9 takes 65 MiB. */
  XZ("xz") {
    @Override
    InputStream open(CompressedInput in) throws IOException {
      return new UncompressedInput(new XZInputStream(in, XZ_MEMORY_KIB), label());
    }
  },
  /** bzip2. */
  BZIP2("bzip2") {
    @Override
    InputStream open(CompressedInput in) throws IOException {
      return new UncompressedInput(new BZip2CompressorInputStream(in, true), label());
    }
  },
  /** lz4 frames, whose blocks are at most 4 MiB. */
  LZ4("lz4") {
    @Override
    InputStream open(CompressedInput in) throws IOException {
      return new UncompressedInput(new FramedLZ4CompressorInputStream(in, true), label());
    }
  };

  /** Number of bytes that {@link #of} needs. */
  static final int MAGIC_BYTES = 4;

  private static final int XZ_MEMORY_KIB = 128 * 1024;

  private final String label;

  Compression(String label) {
    this.label = label;
  }

  /** What users call it. */
  String label() {
    return label;
  }

  /**
   * Decompresses these bytes.
   *
   * @throws IOException if they do not begin like this format
   */
  abstract InputStream open(CompressedInput in) throws IOException;

  /**
   * Detects the compression by the first bytes; null if there is none, or an unsupported one.
   *
   * @param start the first {@link #MAGIC_BYTES} bytes, or fewer if there are no more
   */
  static Compression of(byte[] start) {
    if (start.length >= 2 && start[0] == 0x1F && start[1] == (byte) 0x8B) {
      return GZIP;
    }
    if (start.length < MAGIC_BYTES) {
      return null;
    }
    int magic = ByteBuffer.wrap(start).getInt();
    if (magic == 0x28B52FFD || ZstdFrames.isSkippable(Integer.reverseBytes(magic))) {
      return ZSTD;
    }
    if (magic == 0x04224D18) {
      return LZ4;
    }
    if (magic == 0xFD377A58) {
      return XZ;
    }
    boolean bzip2 = magic >>> 8 == 0x425A68 && start[3] >= '1' && start[3] <= '9';
    return bzip2 ? BZIP2 : null;
  }
}
