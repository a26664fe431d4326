package io.rttd.capture.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The compressed bytes below a {@link GZIPInputStream}: counted, for the progress bar. One thread
 * reads; the count is thread-safe.
 */
final class CompressedInput extends FilterInputStream {
  private static final int GZIP_BUFFER_BYTES = 64 * 1024;

  /** Checksum and length, after the compressed bytes of a member. */
  private static final int TRAILER_BYTES = 8;

  private volatile long count;

  CompressedInput(InputStream in) {
    super(in);
  }

  /**
   * Decompresses these bytes. Zeros after them are padding, anything else is an error. Keeps reads
   * small, since data that a read decompresses before it meets damage is lost.
   *
   * @throws IOException if they do not begin like gzip
   */
  InputStream uncompressed() throws IOException {
    return new GZIPInputStream(this, GZIP_BUFFER_BYTES) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, Math.min(length, 8192));
        if (read < 0 && isFollowedByMore()) {
          throw new IOException("the gzip data is followed by something that is not gzip");
        }
        return read;
      }

      /** GZIPInputStream silently treats anything but another member as the end. */
      private boolean isFollowedByMore() throws IOException {
        for (int i = len - inf.getRemaining() + TRAILER_BYTES; i < len; i++) {
          if (buf[i] != 0) {
            return true;
          }
        }
        return in.read() > 0;
      }
    };
  }

  /** Bytes read so far. */
  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read >= 0) {
      add(1);
    }
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = in.read(into, offset, length);
    if (read > 0) {
      add(read);
    }
    return read;
  }

  /**
   * Never 0: between two members, a GZIPInputStream takes that for the end, although a pipe's
   * writer may just be slow.
   */
  @Override
  public int available() {
    return 1;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void add(long bytes) {
    long now = count + bytes;
    count = now;
  }
}
