package io.rttd.reporting.dogstatsd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams through a stream socket of the file system, each preceded by its length in four bytes,
 * little-endian, as in DogStatsD's stream protocol.
 *
 * <p>A datagram that is not accepted within the patience fails, and the connection with it, because
 * half of it may have been sent. The next one connects again, as it does when another socket has
 * the path. Not thread-safe.
 */
final class UnixStreamChannel implements WritableByteChannel {
  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Path path;
  private final long patienceNs;
  private final ByteBuffer length =
      ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private SocketChannel channel;
  private Object identity;
  private long lookedNs;
  private boolean closed;

  /** Creates a channel that connects when it is first used. */
  UnixStreamChannel(Path path, Duration patience) {
    this.path = path;
    this.patienceNs = patience.toNanos();
  }

  @Override
  public int write(ByteBuffer datagram) throws IOException {
    boolean sent = false;
    try {
      if (channel != null && isReplaced()) {
        disconnect();
      }
      if (channel == null) {
        connect();
      }
      int bytes = datagram.remaining();
      long deadlineNs = System.nanoTime() + patienceNs;
      send(length.clear().putInt(bytes).flip(), datagram, deadlineNs);
      sent = true;
      return bytes;
    } finally {
      if (!sent) {
        disconnect();
      }
    }
  }

  private void connect() throws IOException {
    SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel = opened;
    opened.configureBlocking(false);
    if (!opened.connect(UnixDomainSocketAddress.of(path))) {
      throw new SocketTimeoutException("its connection queue is full");
    }
    identity = identity();
    lookedNs = System.nanoTime();
  }

  /** Checked occasionally: a server that exits closes its connections, but one may linger. */
  private boolean isReplaced() throws IOException {
    long nowNs = System.nanoTime();
    if (nowNs - lookedNs < LOOK_NS) {
      return false;
    }
    lookedNs = nowNs;
    return Files.exists(path) && !Objects.equals(identity, identity());
  }

  private Object identity() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private void send(ByteBuffer head, ByteBuffer body, long deadlineNs) throws IOException {
    ByteBuffer[] both = {head, body};
    while (true) {
      channel.write(both);
      if (!body.hasRemaining()) {
        return;
      }
      if (System.nanoTime() - deadlineNs > 0) {
        throw new SocketTimeoutException("the socket's send buffer is full");
      }
      LockSupport.parkNanos(STEP_NS);
    }
  }

  private void disconnect() throws IOException {
    SocketChannel used = channel;
    channel = null;
    if (used != null) {
      used.close();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    disconnect();
  }
}
