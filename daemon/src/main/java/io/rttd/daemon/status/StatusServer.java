package io.rttd.daemon.status;

import io.rttd.reporting.StormLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.agrona.CloseHelper;

/**
 * Answers requests on a UNIX socket: one line in, one document out, and the connection ends.
 *
 * <p>One thread serves all clients and waits for none: a client that is slow to send or read is
 * disconnected after some seconds, and of too many clients the oldest is dropped, those without a
 * request first. Without free file descriptors, the server does the same and accepts again a moment
 * later. A client that may open the socket can therefore only waste a little of this thread's time.
 */
public final class StatusServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StatusServer.class.getName());
  static final int MAX_CONNECTIONS = 32;
  private static final long TURN_MS = 500;

  private final StatusSocketFile file;
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final UnaryOperator<String> answers;
  private final SelectionKey listening;
  private final LongSupplier nanoClock;
  private final StormLog log;
  private final Thread thread = new Thread(this::serve, "rttd-status");
  private long acceptAgainNs;
  private volatile boolean closed;

  /** Makes a selector; it takes file descriptors. */
  @FunctionalInterface
  interface SelectorSource {
    Selector open() throws IOException;
  }

  private StatusServer(
      StatusSocketFile file,
      ServerSocketChannel listener,
      Selector selector,
      SelectionKey listening,
      UnaryOperator<String> answers,
      LongSupplier nanoClock) {
    this.listening = listening;
    this.file = file;
    this.listener = listener;
    this.selector = selector;
    this.answers = answers;
    this.nanoClock = nanoClock;
    this.log = new StormLog(LOG, nanoClock);
  }

  /**
   * Starts the server.
   *
   * @param path where the socket is made: the folder too, if it is missing; what a daemon that died
   *     left there is replaced
   * @param answers gives the answer to a line; on the server's thread
   * @throws IOException when that is not possible, or another daemon answers there
   */
  public static StatusServer open(Path path, UnaryOperator<String> answers) throws IOException {
    return open(path, answers, Selector::open, System::nanoTime);
  }

  static StatusServer open(
      Path path, UnaryOperator<String> answers, SelectorSource selectors, LongSupplier nanoClock)
      throws IOException {
    StatusSocketFile file = StatusSocketFile.prepare(path);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Selector selector = null;
    boolean started = false;
    try {
      listener.bind(UnixDomainSocketAddress.of(path));
      file.claim();
      listener.configureBlocking(false);
      selector = selectors.open();
      SelectionKey listening = listener.register(selector, SelectionKey.OP_ACCEPT);
      StatusServer server =
          new StatusServer(file, listener, selector, listening, answers, nanoClock);
      server.thread.setDaemon(true);
      server.thread.start();
      started = true;
      return server;
    } catch (IOException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    } finally {
      if (!started) {
        CloseHelper.quietCloseAll(selector, listener);
        file.remove();
      }
    }
  }

  private void serve() {
    while (!closed) {
      try {
        selector.select(this::onReady, TURN_MS);
        long nowNs = nanoClock.getAsLong();
        for (SelectionKey key : selector.keys()) {
          if (key.attachment() instanceof StatusConversation conversation
              && conversation.isOverdue(nowNs)) {
            key.channel().close();
          }
        }
        if (listening.interestOps() == 0 && nowNs - acceptAgainNs > 0) {
          listening.interestOps(SelectionKey.OP_ACCEPT);
        }
      } catch (IOException | RuntimeException | LinkageError e) {
        // Without a file descriptor, even a class may not be found.
        if (!closed) {
          pauseAccepting();
          warn("status socket", e);
        }
      }
    }
  }

  private void onReady(SelectionKey key) {
    if (key == listening) {
      accept();
      return;
    }
    try {
      if (key.attachment() instanceof StatusConversation conversation) {
        conversation.goOn(key, answers);
      }
    } catch (IOException e) {
      // The client has disconnected.
      closeQuietly(key);
    } catch (RuntimeException | LinkageError e) {
      closeQuietly(key);
      warn("status socket: a request failed", e);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        receive(channel);
      }
    } catch (IOException e) {
      // No file descriptor is left, most likely. The connection waits, and would be announced again
      // at once: so not for a moment.
      makeRoom();
      pauseAccepting();
      warn("status socket: cannot accept a connection; retrying", e);
    }
  }

  /** Takes a connection in, or closes it. */
  private void receive(SocketChannel channel) throws IOException {
    boolean received = false;
    try {
      if (selector.keys().size() > MAX_CONNECTIONS) {
        makeRoom();
      }
      channel.configureBlocking(false);
      channel.register(
          selector, SelectionKey.OP_READ, new StatusConversation(nanoClock.getAsLong()));
      received = true;
    } finally {
      if (!received) {
        channel.close();
      }
    }
  }

  /** Cuts off the oldest without a question; without such a one, the oldest of all. */
  private void makeRoom() {
    selector.keys().stream()
        .filter(key -> key.isValid() && key.attachment() instanceof StatusConversation)
        .min(
            Comparator.comparing(
                key -> (StatusConversation) key.attachment(), StatusConversation.LEAST_OWED_FIRST))
        .ifPresent(StatusServer::closeQuietly);
  }

  private void pauseAccepting() {
    acceptAgainNs = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(TURN_MS);
    if (listening.isValid()) {
      listening.interestOps(0);
    }
  }

  private void warn(String message, Throwable cause) {
    try {
      log.warn(message, cause);
    } catch (LinkageError e) {
      // The log needs a class that cannot be read now. It is not worth this thread.
    }
  }

  private static void closeQuietly(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      key.cancel();
    }
  }

  /** Ends, and takes the socket away. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(TURN_MS * 2);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
      listener.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing the status socket", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.remove();
  }
}
