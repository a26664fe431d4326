package io.rttd.reporting.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A response of unknown length, written to a non-blocking channel: its head, and its body in chunks
 * (RFC 9112, 7.1) or up to the end of the connection. Nothing is sent before the first buffer of
 * the body is full, so a response that fails early can still be replaced.
 *
 * <p>A client that accepts less than {@value #LEAST_BYTES} bytes in two seconds of waiting, 32
 * KB/s, is disconnected. One thread writes; any thread may read {@link #waitedNs()}.
 */
final class PatientOutput extends OutputStream {
  static final long LEAST_BYTES = 64 << 10;

  private static final int BUFFER_BYTES = 32 << 10;
  private static final int CHUNK_HEAD_BYTES = 10;
  private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final byte[] END = {'\r', '\n'};

  private final SocketChannel channel;
  private final ByteBuffer head;
  private final boolean inChunks;
  private final long startNs = System.nanoTime();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long waitedInWindowNs;
  private long takenInWindow;
  private final AtomicLong waitedNs = new AtomicLong();
  private boolean closed;

  PatientOutput(SocketChannel channel, byte[] head, boolean inChunks) {
    this.channel = channel;
    this.head = ByteBuffer.wrap(head);
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

  /** Whether a part of the response may have reached the client. */
  boolean hasBegun() {
    return head.position() > 0;
  }

  /** When the response began, by {@link System#nanoTime()}. */
  long startNs() {
    return startNs;
  }

  /** Time that this response has waited for the client so far. Any thread. */
  long waitedNs() {
    return waitedNs.get();
  }

  /** Aborts the response. Any thread. */
  void cutOff() throws IOException {
    channel.close();
  }

  /** Ends the head, and with it a response without a body. */
  void sendHead() throws IOException {
    send(head);
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
    send(head);
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

  /** Sends everything, or throws. */
  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int taken = channel.write(bytes);
      takenInWindow += taken;
      if (taken == 0) {
        waitForClient();
      }
    }
  }

  private void waitForClient() throws IOException {
    if (waitedInWindowNs > WINDOW_NS) {
      if (takenInWindow < LEAST_BYTES) {
        throw new SocketTimeoutException("the client reads too slowly");
      }
      waitedInWindowNs = 0;
      takenInWindow = 0;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException("the server is stopping");
    }
    long beforeNs = System.nanoTime();
    LockSupport.parkNanos(STEP_NS);
    long passedNs = System.nanoTime() - beforeNs;
    waitedInWindowNs += passedNs;
    waitedNs.addAndGet(passedNs);
  }
}
