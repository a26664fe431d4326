package io.rttd.daemon.status;

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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Answers questions on a UNIX socket: one line in, one document out, and the connection ends.
 *
 * <p>One thread serves all, and waits for none of them: a client that is slow to ask or to read is
 * cut off after some seconds, and of too many at once the one that has waited longest without a
 * question makes room. Out of file descriptors, the server does the same and accepts again a moment
 * later. So a client that may open the socket can waste a little of this thread's time, and nothing
 * else.
 */
public final class StatusServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StatusServer.class.getName());
  private static final int MAX_CONNECTIONS = 32;
  private static final long TURN_MS = 500;

  private final StatusSocketFile file;
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final UnaryOperator<String> answers;
  private final SelectionKey listening;
  private final Thread thread = new Thread(this::serve, "rttd-status");
  private long acceptAgainNs;
  private boolean saidExhausted;
  private volatile boolean closed;

  private StatusServer(
      StatusSocketFile file,
      ServerSocketChannel listener,
      Selector selector,
      SelectionKey listening,
      UnaryOperator<String> answers) {
    this.listening = listening;
    this.file = file;
    this.listener = listener;
    this.selector = selector;
    this.answers = answers;
  }

  /**
   * Starts to answer.
   *
   * @param path where the socket is made: the folder too, if it is missing; what a daemon that died
   *     left there is replaced
   * @param answers gives the answer to a line; on the server's thread
   * @throws IOException when that is not possible, or another daemon answers there
   */
  public static StatusServer open(Path path, UnaryOperator<String> answers) throws IOException {
    StatusSocketFile file = StatusSocketFile.prepare(path);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Selector selector = null;
    SelectionKey listening = null;
    try {
      listener.bind(UnixDomainSocketAddress.of(path));
      file.claim();
      listener.configureBlocking(false);
      selector = Selector.open();
      listening = listener.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      listener.close();
      throw new IOException(path + ": " + e.getMessage(), e);
    }
    StatusServer server = new StatusServer(file, listener, selector, listening, answers);
    server.thread.setDaemon(true);
    server.thread.start();
    return server;
  }

  private void serve() {
    while (!closed) {
      try {
        selector.select(this::onReady, TURN_MS);
        long nowNs = System.nanoTime();
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
          LOG.log(Level.WARNING, "status socket: " + e.getMessage(), e);
          pause();
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
      // Whoever asked went away; that is theirs to know.
      closeQuietly(key);
    } catch (RuntimeException | LinkageError e) {
      closeQuietly(key);
      LOG.log(Level.WARNING, "status socket: a question failed", e);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel == null) {
        return;
      }
      if (selector.keys().size() > MAX_CONNECTIONS && !makeRoom()) {
        channel.close();
        return;
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new StatusConversation(System.nanoTime()));
    } catch (IOException e) {
      // No file descriptor is left, most likely. The connection waits, and would be announced again
      // at once: so not for a moment.
      makeRoom();
      acceptAgainNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TURN_MS);
      listening.interestOps(0);
      if (!saidExhausted) {
        saidExhausted = true;
        LOG.log(
            Level.WARNING,
            "status socket: cannot accept a connection, tried again: " + e.getMessage());
      }
    }
  }

  /** Cuts off the one that has waited longest without a question; whether there was one. */
  private boolean makeRoom() {
    Optional<SelectionKey> longest =
        selector.keys().stream()
            .filter(key -> key.isValid() && waitingSinceNs(key) != Long.MAX_VALUE)
            .min(Comparator.comparingLong(StatusServer::waitingSinceNs));
    longest.ifPresent(StatusServer::closeQuietly);
    return longest.isPresent();
  }

  private static long waitingSinceNs(SelectionKey key) {
    return key.attachment() instanceof StatusConversation conversation && !conversation.isAsked()
        ? conversation.startedNs()
        : Long.MAX_VALUE;
  }

  private static void closeQuietly(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      key.cancel();
    }
  }

  /** Out of file descriptors, say: not to be tried again at once. */
  private static void pause() {
    try {
      Thread.sleep(TURN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
