package io.rttd.reporting.prometheus;

import io.rttd.reporting.StormLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A small HTTP server in which clients cannot lock each other out: one request per connection.
 *
 * <p>One thread accepts, reads requests and writes short answers, and waits for no client. A client that sends no request within five seconds is disconnected; when {@value #MAX_CONNECTIONS} connections are
 * open, the oldest makes room for the next: of those whose answer is sent, else of those without a
 * request, else of those that do not take a short answer. Scrapes are left to {@link ScrapePool},
 * which has fewer than that. So neither half a request nor a connection that stays open delays
 * another's. Out of file descriptors, the server does the same and accepts again a moment later,
 * instead of trying all the time.
 */
final class ScrapeServer implements AutoCloseable {
  static final int MAX_CONNECTIONS = 32;

  private static final Logger LOGGER = System.getLogger(ScrapeServer.class.getName());
  private static final int BACKLOG = 64;
  private static final long TURN_MS = 250;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(TURN_MS);

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final SelectionKey listening;
  private final Handler handler;
  private final TurnListener turns;
  private final LongSupplier nanoClock;
  private final StormLog log = new StormLog(LOGGER, System::nanoTime);
  private final AtomicLong rejected = new AtomicLong();
  private final Thread thread = new Thread(this::serve, "rttd-prometheus");
  private long acceptAgainNs;
  private volatile boolean closed;

  /** What answers a request, on the server's thread. */
  @FunctionalInterface
  interface Handler {
    /**
     * Responds, or lets another thread do so.
     *
     * @param request the request; empty if it is invalid
     */
    void handle(HttpConnection connection, Optional<HttpRequest> request) throws IOException;
  }

  /** Is called several times a second, on the server's thread. */
  @FunctionalInterface
  interface TurnListener {
    void onTurn(long nowNs) throws IOException;
  }

  private ScrapeServer(
      ServerSocketChannel listener,
      Selector selector,
      SelectionKey listening,
      Handler handler,
      TurnListener turns,
      LongSupplier nanoClock) {
    this.listener = listener;
    this.selector = selector;
    this.listening = listening;
    this.handler = handler;
    this.turns = turns;
    this.nanoClock = nanoClock;
  }

  /** Binds the address; {@link #start()} serves. */
  static ScrapeServer bind(
      InetSocketAddress address, Handler handler, TurnListener turns, LongSupplier nanoClock)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    Selector selector = null;
    boolean bound = false;
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(address, BACKLOG);
      listener.configureBlocking(false);
      selector = Selector.open();
      SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
      bound = true;
      return new ScrapeServer(listener, selector, key, handler, turns, nanoClock);
    } finally {
      if (!bound) {
        listener.close();
        if (selector != null) {
          selector.close();
        }
      }
    }
  }

  ScrapeServer start() {
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.socket().getLocalSocketAddress();
  }

  /** Counts a request that was turned away. Any thread. */
  void reject() {
    rejected.incrementAndGet();
  }

  /** Connections and requests that were turned away or cut off so far. Any thread. */
  long rejected() {
    return rejected.get();
  }

  private void serve() {
    while (!closed) {
      try {
        selector.select(this::onReady, TURN_MS);
        onTime(nanoClock.getAsLong());
      } catch (IOException | RuntimeException | LinkageError e) {
        // Without a file descriptor, even a class may not be found.
        if (!closed) {
          pauseAccepting();
          warn("Prometheus' listener", e);
        }
      }
    }
  }

  private void onTime(long nowNs) throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof HttpConnection connection && connection.isOverdue(nowNs)) {
        cutOff(connection);
      }
    }
    turns.onTurn(nowNs);
    if (listening.interestOps() == 0 && nowNs - acceptAgainNs > 0) {
      listening.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void cutOff(HttpConnection connection) throws IOException {
    if (connection.isReading()) {
      reject();
    }
    connection.channel().close();
  }

  private void onReady(SelectionKey key) {
    if (key == listening) {
      accept();
      return;
    }
    HttpConnection connection = (HttpConnection) key.attachment();
    try {
      if (!connection.isReading()) {
        connection.goOn(nanoClock.getAsLong());
      } else if (connection.readHead()) {
        handler.handle(connection, connection.request());
      }
    } catch (IOException e) {
      // The client has disconnected.
      closeQuietly(key);
    } catch (RuntimeException | LinkageError e) {
      closeQuietly(key);
      warn("A request of Prometheus' failed", e);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        receive(channel);
      }
    } catch (IOException e) {
      // No file descriptor is left, most likely: drops a client without a request.
      makeRoom();
      pauseAccepting();
      warn("Prometheus listener: cannot accept a connection; retrying", e);
    }
  }

  /** Takes a connection in, or closes it. */
  private void receive(SocketChannel channel) throws IOException {
    boolean received = false;
    try {
      if (selector.keys().size() <= MAX_CONNECTIONS || makeRoom()) {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new HttpConnection(channel, key, nanoClock.getAsLong()));
        received = true;
      }
    } finally {
      if (!received) {
        reject();
        channel.close();
      }
    }
  }

  /** Cuts off the one that is owed least; whether there was one. */
  private boolean makeRoom() {
    Optional<HttpConnection> dispensable =
        selector.keys().stream()
            .map(SelectionKey::attachment)
            .filter(HttpConnection.class::isInstance)
            .map(HttpConnection.class::cast)
            .filter(connection -> connection.isDispensable() && connection.channel().isOpen())
            .min(HttpConnection.LEAST_OWED_FIRST);
    dispensable.ifPresent(
        connection -> {
          if (!connection.isLeaving()) {
            reject();
          }
          closeQuietly(connection.key());
        });
    return dispensable.isPresent();
  }

  private void pauseAccepting() {
    acceptAgainNs = nanoClock.getAsLong() + PAUSE_NS;
    if (listening.isValid()) {
      listening.interestOps(0);
    }
  }

  /** Logs what failed, once a minute at most. Any thread. */
  void warn(String message, Throwable cause) {
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

  /** Lets the thread notice what other threads did to its connections. */
  void wakeUp() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join(4 * TURN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      closeQuietly(key);
    }
    selector.close();
    listener.close();
  }
}
