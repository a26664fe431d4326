package io.rttd.testbed.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One connection that sends request after request, and times each response as an application would.
 */
public final class RequestResponse {
  private static final int TIMEOUT_MS = 10_000;

  private final InetSocketAddress server;
  private final Exchange exchange;
  private final int outstanding;
  private final Histogram answerNs = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);
  private long connectNs;

  /** Creates a client of {@code server} that waits for each response before the next request. */
  public RequestResponse(InetSocketAddress server, Exchange exchange) {
    this(server, exchange, 1);
  }

  /**
   * Creates a client of {@code server}.
   *
   * @param outstanding number of outstanding requests; more than one is pipelining
   */
  public RequestResponse(InetSocketAddress server, Exchange exchange, int outstanding) {
    this.server = server;
    this.exchange = exchange;
    this.outstanding = outstanding;
  }

  /**
   * Runs to the end.
   *
   * @param count maximum number of exchanges
   * @param durationNs no exchange begins later than this
   * @param pauseNs time between a response and the next request, ns
   */
  public void run(long count, long durationNs, long pauseNs) throws IOException {
    long endNs = System.nanoTime() + durationNs;
    try (Socket connection = new Socket()) {
      connection.setTcpNoDelay(true);
      connection.setSoTimeout(TIMEOUT_MS);
      long startNs = System.nanoTime();
      connection.connect(server, TIMEOUT_MS);
      connectNs = System.nanoTime() - startNs;
      for (int i = 1; i < outstanding; i++) {
        exchange.send(connection);
      }
      for (long i = 0; i < count && System.nanoTime() - endNs < 0; i++) {
        long askedNs = System.nanoTime();
        exchange.perform(connection);
        answerNs.recordValue(System.nanoTime() - askedNs);
        if (pauseNs > 0) {
          LockSupport.parkNanos(pauseNs);
        }
      }
    }
  }

  /** Time taken to connect, ns. */
  public long connectNs() {
    return connectNs;
  }

  /** Time from a request to the last byte of its response, ns. */
  public Histogram answerNs() {
    return answerNs;
  }
}
