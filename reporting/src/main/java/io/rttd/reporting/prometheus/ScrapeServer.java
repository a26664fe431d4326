package io.rttd.reporting.prometheus;

import io.rttd.reporting.AcceptLoop;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A small HTTP server in which clients cannot lock each other out: one request per connection.
 *
 * <p>One thread accepts, reads requests and writes short answers, and waits for no client. A client
 * that sends no request within five seconds is disconnected; when {@value #MAX_CONNECTIONS}
 * connections are open, the oldest makes room for the next: of those whose answer is sent, else of
 * those without a request, else of those that do not take a short answer. Scrapes are left to
 * {@link ScrapePool}, which has fewer than that. So neither half a request nor a connection that
 * stays open delays another's. Out of file descriptors, the server does the same and accepts again
 * a moment later, instead of trying all the time.
 */
final class ScrapeServer implements AcceptLoop.Clients, AutoCloseable {
  static final int MAX_CONNECTIONS = 32;

  private static final Logger LOGGER = System.getLogger(ScrapeServer.class.getName());
  private static final int BACKLOG = 64;
  private static final long TURN_MS = 250;
  private static final AcceptLoop.Wording WORDING =
      new AcceptLoop.Wording(
          "Prometheus' listener",
          "Prometheus listener: cannot accept a connection; retrying",
          "A request from Prometheus failed");

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final Handler handler;
  private final TurnListener turns;
  private final LongSupplier nanoClock;
  private final AcceptLoop loop;
  private final AtomicLong rejected = new AtomicLong();
  private final Thread thread;

  /** Responds to requests, on the server's thread. */
  @FunctionalInterface
  interface Handler {
    /**
     * Responds, or lets another thread do so.
     *
     * @param request the request; empty if it is invalid
     */
    void handle(HttpConnection connection, Optional<HttpRequest> request) throws IOException;
  }

  /** Called several times a second, on the server's thread. */
  @FunctionalInterface
  interface TurnListener {
    void onTurn(long nowNs) throws IOException;
  }

  private ScrapeServer(
      ServerSocketChannel listener,
      Selector selector,
      Handler handler,
      TurnListener turns,
      LongSupplier nanoClock)
      throws IOException {
    this.listener = listener;
    this.selector = selector;
    this.handler = handler;
    this.turns = turns;
    this.nanoClock = nanoClock;
    StormLog log = new StormLog(LOGGER, System::nanoTime);
    loop = new AcceptLoop(listener, selector, this, WORDING, TURN_MS, nanoClock, log);
    thread = new Thread(loop::run, "rttd-prometheus");
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
      ScrapeServer server = new ScrapeServer(listener, selector, handler, turns, nanoClock);
      bound = true;
      return server;
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

  /** Counts a rejected request. Any thread. */
  void reject() {
    rejected.incrementAndGet();
  }

  /** Number of connections and requests rejected or aborted so far. Any thread. */
  long rejected() {
    return rejected.get();
  }

  @Override
  public void onTurn(long nowNs) throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof HttpConnection connection && connection.isOverdue(nowNs)) {
        cutOff(connection);
      }
    }
    turns.onTurn(nowNs);
  }

  private void cutOff(HttpConnection connection) throws IOException {
    if (connection.isReading()) {
      reject();
    }
    connection.channel().close();
  }

  @Override
  public void onReady(SelectionKey client) throws IOException {
    HttpConnection connection = (HttpConnection) client.attachment();
    if (!connection.isReading()) {
      connection.goOn(nanoClock.getAsLong());
    } else if (connection.readHead()) {
      handler.handle(connection, connection.request());
    }
  }

  @Override
  public boolean receive(SocketChannel channel, Selector into) throws IOException {
    boolean received = false;
    try {
      if (into.keys().size() <= MAX_CONNECTIONS || makeRoom()) {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(into, SelectionKey.OP_READ);
        key.attach(new HttpConnection(channel, key, nanoClock.getAsLong()));
        received = true;
      }
      return received;
    } finally {
      if (!received) {
        reject();
      }
    }
  }

  /** Disconnects the most dispensable client. */
  @Override
  public boolean makeRoom() {
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
          AcceptLoop.closeQuietly(connection.key());
        });
    return dispensable.isPresent();
  }

  /** Logs what failed, once a minute at most. Any thread. */
  void warn(String message, Throwable cause) {
    loop.warn(message, cause);
  }

  /** Makes the thread notice changes that other threads made to its connections. */
  void wakeUp() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    loop.stop();
    try {
      thread.join(4 * TURN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      AcceptLoop.closeQuietly(key);
    }
    selector.close();
    listener.close();
  }
}
