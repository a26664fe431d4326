package io.rttd.daemon.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;

/** Queries a running daemon. Single-threaded. */
public final class StatusClient {
  private static final long PATIENCE_MS = TimeUnit.SECONDS.toMillis(10);
  private static final int MOST_ANSWER_BYTES = 256 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path socket;

  /** Creates a client for this socket. */
  public StatusClient(Path socket) {
    this.socket = socket;
  }

  /** No daemon answers there. */
  public static final class NoDaemonException extends IOException {
    private static final long serialVersionUID = 1L;

    NoDaemonException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Sends a query, and waits at most ten seconds for the answer.
   *
   * @throws NoDaemonException if none runs there
   * @throws AccessDeniedException if this user lacks permission
   * @throws IOException if the response does not arrive or is incomplete
   */
  public String ask(String question) throws IOException {
    Timer timer = new Timer("rttd-ask", true);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              closeQuietly(channel);
            }
          },
          PATIENCE_MS);
      connect(channel);
      channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8)));
      return read(channel);
    } catch (java.nio.channels.ClosedChannelException e) {
      throw new IOException(socket + ": no answer within " + PATIENCE_MS / 1000 + " s", e);
    } finally {
      timer.cancel();
    }
  }

  private void connect(SocketChannel channel) throws IOException {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (SocketException e) {
      String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (why.contains("permission denied")) {
        throw (AccessDeniedException) new AccessDeniedException(socket.toString()).initCause(e);
      }
      String hint =
          Files.exists(socket)
              ? ": no rttd answers there; the one that created the socket is gone"
              : ": no running rttd uses this status_socket";
      throw new NoDaemonException(socket + hint, e);
    }
  }

  private String read(SocketChannel channel) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (channel.read(buffer) >= 0) {
      answer.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (answer.size() > MOST_ANSWER_BYTES) {
        throw new IOException(socket + ": the answer is too long");
      }
    }
    String text = answer.toString(StandardCharsets.UTF_8);
    if (!text.endsWith("\n")) {
      throw new IOException(
          socket + ": the answer is incomplete; rttd is busy or has just stopped");
    }
    return text;
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Closing only wakes up the reader; nothing is lost.
    }
  }
}
