package io.rttd.reporting.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The body of an answer whose length is not known beforehand, in chunks (RFC 9112, 7.1) or up to
 * the end of the connection, to a channel that does not block. A client that takes less than
 * {@value #LEAST_BYTES} bytes in two seconds, 32 KB a second, is cut off. One thread.
 */
final class PatientOutput extends OutputStream {
  static final long LEAST_BYTES = 64 << 10;

  private static final int BUFFER_BYTES = 32 << 10;
  private static final int CHUNK_HEAD_BYTES = 10;
  private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final byte[] END = {'\r', '\n'};

  private final SocketChannel channel;
  private final boolean inChunks;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long windowStartNs = System.nanoTime();
  private long takenInWindow;
  private boolean closed;

  PatientOutput(SocketChannel channel, boolean inChunks) {
    this.channel = channel;
    this.inChunks = inChunks;
  }

  @Override
  public void write(int b) throws IOException {
    if (!buffer.hasRemaining()) {
      sendBuffer();
    }
    buffer.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        sendBuffer();
      }
      int some = Math.min(left, buffer.remaining());
      buffer.put(bytes, from, some);
      from += some;
      left -= some;
    }
  }

  /** Ends the body. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    sendBuffer();
    if (inChunks) {
      send(ByteBuffer.wrap("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private void sendBuffer() throws IOException {
    buffer.flip();
    if (buffer.hasRemaining() && inChunks) {
      ByteBuffer chunk =
          ByteBuffer.allocate(CHUNK_HEAD_BYTES + buffer.remaining() + END.length)
              .put(Integer.toHexString(buffer.remaining()).getBytes(StandardCharsets.US_ASCII))
              .put(END)
              .put(buffer)
              .put(END);
      send(chunk.flip());
    } else if (buffer.hasRemaining()) {
      send(buffer);
    }
    buffer.clear();
  }

  /** Sends all of it, or throws. */
  void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int taken = channel.write(bytes);
      takenInWindow += taken;
      if (taken == 0) {
        long nowNs = System.nanoTime();
        if (nowNs - windowStartNs > WINDOW_NS) {
          if (takenInWindow < LEAST_BYTES) {
            throw new SocketTimeoutException("the client reads too slowly");
          }
          windowStartNs = nowNs;
          takenInWindow = 0;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new IOException("the server ends");
        }
        LockSupport.parkNanos(STEP_NS);
      }
    }
  }
}
