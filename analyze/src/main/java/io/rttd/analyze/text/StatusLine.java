package io.rttd.analyze.text;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A terminal whose last line may show progress. Any other output removes that line first, so it
 * never gets in the way of a message. Thread-safe.
 */
public final class StatusLine extends FilterOutputStream {
  private static final byte[] ERASE = "\r\u001b[K".getBytes(StandardCharsets.UTF_8);

  private boolean shown;

  /** Creates a terminal that shows no status. */
  public StatusLine(OutputStream terminal) {
    super(terminal);
  }

  /** Shows this line, replacing the previous one. */
  public synchronized void show(String line) {
    try {
      erase();
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.flush();
      shown = true;
    } catch (IOException e) {
      // Losing a status line does no harm.
      shown = false;
    }
  }

  /** Removes the line. */
  public synchronized void clear() {
    try {
      erase();
      out.flush();
    } catch (IOException e) {
      shown = false;
    }
  }

  @Override
  public synchronized void write(int b) throws IOException {
    erase();
    out.write(b);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    erase();
    out.write(bytes, offset, length);
  }

  private void erase() throws IOException {
    if (shown) {
      shown = false;
      out.write(ERASE);
    }
  }
}
