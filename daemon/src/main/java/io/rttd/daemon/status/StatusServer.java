package io.rttd.daemon.status;

import io.rttd.reporting.AcceptLoop;
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
import java.util.Optional;
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
public final class StatusServer implements AcceptLoop.Clients, AutoCloseable {
  private static final Logger LOG = System.getLogger(StatusServer.class.getName());
  static final int MAX_CONNECTIONS = 32;
  private static final long TURN_MS = 500;
  private static final AcceptLoop.Wording WORDING =
      new AcceptLoop.Wording(
          "status socket",
          "status socket: cannot accept a connection; retrying",
          "status socket: a request failed");

  private final StatusSocketFile file;
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final UnaryOperator<String> answers;
  private final LongSupplier nanoClock;
  private final AcceptLoop loop;
  private final Thread thread;

  /** Opens a selector, which uses file descriptors. */
  @FunctionalInterface
  interface SelectorSource {
    Selector open() throws IOException;
  }

  private StatusServer(
      StatusSocketFile file,
      ServerSocketChannel listener,
      Selector selector,
      UnaryOperator<String> answers,
      LongSupplier nanoClock)
      throws IOException {
    this.file = file;
    this.listener = listener;
    this.selector = selector;
    this.answers = answers;
    this.nanoClock = nanoClock;
    loop =
        new AcceptLoop(
            listener, selector, this, WORDING, TURN_MS, nanoClock, new StormLog(LOG, nanoClock));
    thread = new Thread(loop::run, "rttd-status");
  }

  /**
   * Starts the server.
   *
   * @param path where the socket is created, with its folder if missing; the stale socket of a dead
   *     daemon is replaced
   * @param answers returns the response to a line; called on the server's thread
   * @throws IOException if that is not possible, or another daemon answers there
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
      StatusServer server = new StatusServer(file, listener, selector, answers, nanoClock);
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

  @Override
  public void onTurn(long nowNs) throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof StatusConversation conversation
          && conversation.isOverdue(nowNs)) {
        key.channel().close();
      }
    }
  }

  @Override
  public boolean isIdle() {
    return selector.keys().size() == 1; // the listener's
  }

  @Override
  public void onReady(SelectionKey client) throws IOException {
    if (client.attachment() instanceof StatusConversation conversation) {
      conversation.goOn(client, answers);
    }
  }

  @Override
  public boolean receive(SocketChannel channel, Selector into) throws IOException {
    if (into.keys().size() > MAX_CONNECTIONS) {
      makeRoom();
    }
    channel.configureBlocking(false);
    channel.register(into, SelectionKey.OP_READ, new StatusConversation(nanoClock.getAsLong()));
    return true;
  }

  /** Disconnects the oldest client without a request; if there is none, the oldest of all. */
  @Override
  public boolean makeRoom() {
    Optional<SelectionKey> dispensable =
        selector.keys().stream()
            .filter(key -> key.isValid() && key.attachment() instanceof StatusConversation)
            .min(
                Comparator.comparing(
                    key -> (StatusConversation) key.attachment(),
                    StatusConversation.LEAST_OWED_FIRST));
    dispensable.ifPresent(AcceptLoop::closeQuietly);
    return dispensable.isPresent();
  }

  /** Stops the server and deletes the socket. */
  @Override
  public void close() {
    loop.stop();
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
