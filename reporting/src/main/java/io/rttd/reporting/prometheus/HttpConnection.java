package io.rttd.reporting.prometheus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One connection: reads one request and writes one response. Confined to the server's thread,
 * except while another thread writes a response of unknown length.
 */
final class HttpConnection {
  private static final int LONGEST_HEAD_BYTES = 8192;
  private static final long REQUEST_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long GOODBYE_NS = TimeUnit.SECONDS.toNanos(1);

  /** Dispensable connections, those whose loss costs least first, then the oldest. */
  static final Comparator<HttpConnection> LEAST_OWED_FIRST =
      Comparator.<HttpConnection>comparingInt(each -> each.state.owed)
          .thenComparing((one, other) -> Long.signum(one.deadlineNs - other.deadlineNs));

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD_BYTES);
  private ByteBuffer answer;
  private long deadlineNs;
  private volatile State state = State.READING;

  /** The connection's state. */
  enum State {
    READING(1),
    /** A fixed response is being written. */
    ANSWERING(2),
    /** Another thread writes. */
    STREAMING(3),
    /**
     * The response is written; further input of the client is discarded, so that the client does
     * not get a reset.
     */
    LEAVING(0);

    private final int owed;

    State(int owed) {
      this.owed = owed;
    }
  }

  HttpConnection(SocketChannel channel, SelectionKey key, long nowNs) {
    this.channel = channel;
    this.key = key;
    this.deadlineNs = nowNs + REQUEST_NS;
  }

  /** Whether no request has arrived yet. */
  boolean isReading() {
    return state == State.READING;
  }

  boolean isOverdue(long nowNs) {
    return state != State.STREAMING && nowNs - deadlineNs > 0;
  }

  /** Whether the answer is sent. */
  boolean isLeaving() {
    return state == State.LEAVING;
  }

  /** Whether it may be closed if there are too many: a scrape has its own limits. */
  boolean isDispensable() {
    return state != State.STREAMING;
  }

  SocketChannel channel() {
    return channel;
  }

  SelectionKey key() {
    return key;
  }

  /**
   * Whether the complete head has arrived, valid or not; closes the connection if none can arrive.
   */
  boolean readHead() throws IOException {
    int read = channel.read(head);
    if (HttpRequest.endOfHead(head.array(), head.position()) >= 0 || !head.hasRemaining()) {
      return true;
    }
    if (read < 0) {
      channel.close();
    }
    return false;
  }

  /** The request; empty if it is invalid or too long. */
  Optional<HttpRequest> request() {
    int end = HttpRequest.endOfHead(head.array(), head.position());
    return end < 0 ? Optional.empty() : HttpRequest.parse(head.array(), end);
  }

  /** Starts a fixed response. */
  void answer(ByteBuffer bytes, long nowNs) throws IOException {
    answer = bytes;
    state = State.ANSWERING;
    deadlineNs = nowNs + ANSWER_NS;
    key.interestOps(SelectionKey.OP_WRITE);
    goOn(nowNs);
  }

  /** Continues with what is possible now, other than reading the request. */
  void goOn(long nowNs) throws IOException {
    if (state == State.ANSWERING) {
      channel.write(answer);
      if (!answer.hasRemaining()) {
        leave(nowNs);
      }
    } else if (state == State.LEAVING && channel.read(head.clear()) < 0) {
      channel.close();
    }
  }

  private void leave(long nowNs) throws IOException {
    channel.shutdownOutput();
    state = State.LEAVING;
    deadlineNs = nowNs + GOODBYE_NS;
    key.interestOps(SelectionKey.OP_READ);
  }

  /** Hands the channel over to another thread, which will close it. */
  void stream() {
    state = State.STREAMING;
    key.interestOps(0);
  }
}
