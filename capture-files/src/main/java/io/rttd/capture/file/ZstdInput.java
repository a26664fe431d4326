package io.rttd.capture.file;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decompresses a Zstandard stream, frame by frame. Each frame's checksum is verified at its end,
 * except for a truncated one, whose complete blocks are passed on.
 */
final class ZstdInput extends InputStream {
  private final ZstdFrames frames;
  private final XxHash64 hash = new XxHash64();

  /** The frame being read; null between two. */
  private InputStream frame;

  ZstdInput(ZstdFrames frames) {
    this.frames = frames;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (frame != null || nextFrame()) {
      int read = frame.read(into, offset, length);
      if (read >= 0) {
        hash.update(into, offset, read);
        return read;
      }
      frame = null;
      if (frames.hasChecksum() && (int) hash.value() != frames.checksum()) {
        throw new IOException("a checksum does not match");
      }
    }
    return -1;
  }

  private boolean nextFrame() throws IOException {
    if (!frames.nextFrame()) {
      return false;
    }
    hash.reset();
    frame = new ZstdInputStream(frames);
    return true;
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }
}
