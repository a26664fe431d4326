package io.rttd.analyze.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A stream that remembers its first error, because the writers above it swallow errors, and output
 * may have been lost. Not thread-safe.
 */
final class WatchedStream extends FilterOutputStream {
  private IOException fault;

  WatchedStream(OutputStream out) {
    super(out);
  }

  /** Why some of the output was lost; empty if none was. */
  Optional<IOException> fault() {
    return Optional.ofNullable(fault);
  }

  @Override
  public void write(int oneByte) throws IOException {
    try {
      out.write(oneByte);
    } catch (IOException e) {
      throw remembered(e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw remembered(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw remembered(e);
    }
  }

  private IOException remembered(IOException e) {
    if (fault == null) {
      fault = e;
    }
    return e;
  }
}
