package io.rttd.reporting;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Serves the clients of a listening socket on one thread, without waiting for any of them.
 *
 * <p>Without free file descriptors, accepting would fail repeatedly: the loop then drops a client,
 * and accepts again a moment later.
 */
public final class AcceptLoop {
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final SelectionKey listening;
  private final Clients clients;
  private final Wording wording;
  private final long turnMs;
  private final LongSupplier nanoClock;
  private final StormLog log;
  private long acceptAgainNs;
  private volatile boolean closed;

  /** The server's part: handles its clients. Called on the loop's thread. */
  public interface Clients {
    /**
     * Accepts a connection; otherwise the loop closes it.
     *
     * @return whether it was accepted: registered with the selector, in non-blocking mode
     */
    boolean receive(SocketChannel channel, Selector selector) throws IOException;

    /** Continues with a client; the loop closes its connection if this throws. */
    void onReady(SelectionKey client) throws IOException;

    /** Called several times a second, unless {@link #isIdle()}. */
    void onTurn(long nowNs) throws IOException;

    /** Whether {@link #onTurn} has nothing to do until a client connects. */
    default boolean isIdle() {
      return false;
    }

    /** Disconnects a client, to free its file descriptor; returns whether there was one. */
    boolean makeRoom();
  }

  /**
   * Log messages for failures.
   *
   * @param turn when a turn of the loop failed
   * @param accept when a connection cannot be accepted
   * @param request when a client's request failed
   */
  public record Wording(String turn, String accept, String request) {}

  /**
   * Creates a loop that is not running yet.
   *
   * @param listener bound, in non-blocking mode; its owner closes it
   * @param selector closed by its owner
   * @param turnMs time between two calls of {@link Clients#onTurn}, and the pause in accepting
   */
  public AcceptLoop(
      ServerSocketChannel listener,
      Selector selector,
      Clients clients,
      Wording wording,
      long turnMs,
      LongSupplier nanoClock,
      StormLog log)
      throws ClosedChannelException {
    this.listener = listener;
    this.selector = selector;
    this.clients = clients;
    this.wording = wording;
    this.turnMs = turnMs;
    this.nanoClock = nanoClock;
    this.log = log;
    listening = listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Serves until {@link #stop()}. */
  public void run() {
    while (!closed) {
      try {
        selector.select(this::onReady, timeoutMs());
        long nowNs = nanoClock.getAsLong();
        clients.onTurn(nowNs);
        if (listening.interestOps() == 0 && nowNs - acceptAgainNs > 0) {
          listening.interestOps(SelectionKey.OP_ACCEPT);
        }
      } catch (IOException | RuntimeException | LinkageError e) {
        // Without a file descriptor, even a class may not be found.
        if (!closed) {
          pauseAccepting();
          warn(wording.turn(), e);
        }
      }
    }
  }

  /** How long the selector may wait; 0: until a client connects. */
  private long timeoutMs() {
    return clients.isIdle() && listening.interestOps() != 0 ? 0 : turnMs;
  }

  /** Initiates the end; returns immediately. Thread-safe. */
  public void stop() {
    closed = true;
    selector.wakeup();
  }

  private void onReady(SelectionKey key) {
    if (key == listening) {
      accept();
      return;
    }
    try {
      clients.onReady(key);
    } catch (IOException e) {
      // The client has disconnected.
      closeQuietly(key);
    } catch (RuntimeException | LinkageError e) {
      closeQuietly(key);
      warn(wording.request(), e);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        receive(channel);
      }
    } catch (IOException e) {
      // Probably no file descriptor is left. The connection waits, and would be reported again
      // immediately, so pause for a moment.
      clients.makeRoom();
      pauseAccepting();
      warn(wording.accept(), e);
    }
  }

  private void receive(SocketChannel channel) throws IOException {
    boolean received = false;
    try {
      received = clients.receive(channel, selector);
    } finally {
      if (!received) {
        channel.close();
      }
    }
  }

  private void pauseAccepting() {
    acceptAgainNs = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(turnMs);
    if (listening.isValid()) {
      listening.interestOps(0);
    }
  }

  /** Logs what failed, once a minute at most. Any thread. */
  public void warn(String message, Throwable cause) {
    try {
      log.warn(message, cause);
    } catch (LinkageError e) {
      // The log needs a class that cannot be loaded now. That must not end this thread.
    }
  }

  /** Closes a client's connection. */
  public static void closeQuietly(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      key.cancel();
    }
  }
}
