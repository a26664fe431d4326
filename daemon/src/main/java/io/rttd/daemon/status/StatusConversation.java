package io.rttd.daemon.status;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** One connection to the status socket: a line is read, an answer written. The server's thread. */
final class StatusConversation {
  static final int LONGEST_QUESTION_BYTES = 200;

  /** Connections without a request first, the oldest of them first. */
  static final Comparator<StatusConversation> LEAST_OWED_FIRST =
      Comparator.comparing(StatusConversation::isAsked)
          .thenComparing((one, other) -> Long.signum(one.startedNs - other.startedNs));

  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

  private final long startedNs;
  private final ByteBuffer question = ByteBuffer.allocate(LONGEST_QUESTION_BYTES);
  private ByteBuffer answer;

  StatusConversation(long startedNs) {
    this.startedNs = startedNs;
  }

  /** Whether the request has arrived. */
  boolean isAsked() {
    return answer != null;
  }

  /** Whether it has timed out. */
  boolean isOverdue(long nowNs) {
    return nowNs - startedNs > PATIENCE_NS;
  }

  /** Reads or writes what is possible now. */
  void goOn(SelectionKey key, UnaryOperator<String> answers) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (answer == null && !hear(channel, answers)) {
      return;
    }
    channel.write(answer);
    if (answer.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      channel.close();
    }
  }

  /** Whether the request has arrived, and with it the response. */
  private boolean hear(SocketChannel channel, UnaryOperator<String> answers) throws IOException {
    int read = channel.read(question);
    int end = lineEnd();
    if (end < 0) {
      if (read < 0 || !question.hasRemaining()) {
        channel.close();
      }
      return false;
    }
    String line = new String(question.array(), 0, end, StandardCharsets.UTF_8).strip();
    answer = ByteBuffer.wrap((answers.apply(line) + "\n").getBytes(StandardCharsets.UTF_8));
    return true;
  }

  private int lineEnd() {
    for (int i = 0; i < question.position(); i++) {
      if (question.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }
}
