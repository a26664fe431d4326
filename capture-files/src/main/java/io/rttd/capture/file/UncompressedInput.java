package io.rttd.capture.file;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/**
 * Uncompressed bytes; damage is an {@link IOException} that names the format, whatever the library
 * throws. Keeps reads small, since data that a read decompresses before it meets damage is lost.
 */
final class UncompressedInput extends FilterInputStream {
  private static final int MAX_READ_BYTES = 8192;

  private final String format;
  private final BooleanSupplier isCut;

  UncompressedInput(InputStream in, String format) {
    this(in, format, () -> false);
  }

  /**
   * As above; {@code isCut}: whether the end comes too early, which the library does not report.
   */
  UncompressedInput(InputStream in, String format, BooleanSupplier isCut) {
    super(in);
    this.format = format;
    this.isCut = isCut;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      int read = in.read(into, offset, Math.min(length, MAX_READ_BYTES));
      if (read < 0 && isCut.getAsBoolean()) {
        throw new EOFException();
      }
      return read;
    } catch (EOFException e) {
      throw new IOException("the " + format + " stream ends too early", e);
    } catch (IOException e) {
      throw new IOException(format + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
    } catch (RuntimeException e) { // thrown by decoders on invalid data
      throw new IOException("the " + format + " stream is damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }
}
