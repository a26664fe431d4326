package io.rttd.testbed.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.LangUtil;

/**
 * Many connections, each for one exchange: connect, send a request, read the response, close.
 * Several workers do this, each one connection after another, until the time is up.
 */
public final class ShortConnections {
  private static final int TIMEOUT_MS = 10_000;

  private final InetSocketAddress server;
  private final Exchange exchange;
  private final LongAdder completed = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Creates a client of {@code server} that performs this exchange on each connection. */
  public ShortConnections(InetSocketAddress server, Exchange exchange) {
    this.server = server;
    this.exchange = exchange;
  }

  /**
   * Runs to the end.
   *
   * @param workers number of concurrent connections
   * @param durationNs no connection begins later than this
   */
  public void run(int workers, long durationNs) {
    long endNs = System.nanoTime() + durationNs;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Thread thread = new Thread(() -> work(endNs), "short-connections-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        LangUtil.rethrowUnchecked(e);
      }
    }
  }

  /** Connections whose response was complete. */
  public long completed() {
    return completed.sum();
  }

  /** Connections that broke or took longer than 10 s. */
  public long failed() {
    return failed.sum();
  }

  private void work(long endNs) {
    while (System.nanoTime() - endNs < 0) {
      try (Socket connection = new Socket()) {
        connection.setTcpNoDelay(true);
        connection.setSoTimeout(TIMEOUT_MS);
        connection.connect(server, TIMEOUT_MS);
        exchange.perform(connection);
        completed.increment();
      } catch (IOException e) {
        failed.increment();
      }
    }
  }
}
