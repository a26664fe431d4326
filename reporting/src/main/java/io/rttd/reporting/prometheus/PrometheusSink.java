package io.rttd.reporting.prometheus;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.rttd.config.Endpoint;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Totals since the start, for Prometheus to fetch: {@code /metrics}, {@code /-/healthy} and {@code
 * /-/ready}.
 *
 * <p>The reporter's thread adds each report and leaves a snapshot of all totals; a scrape reads the
 * latest snapshot, so it never makes the reporter wait. Two threads serve, a few requests may wait
 * for them, more are turned away; who is slow to ask or to read is cut off.
 */
public final class PrometheusSink implements MetricSink {
  private static final Logger LOGGER = System.getLogger(PrometheusSink.class.getName());
  private static final int THREADS = 2;
  private static final int WAITING_REQUESTS = 16;
  private static final int BACKLOG = 16;

  private final PrometheusTotals totals = new PrometheusTotals(PrometheusTotals.MAX_PAIRS);
  private final ScrapeHandler handler;
  private final HttpServer server;
  private final ExecutorService executor;

  private PrometheusSink(HttpServer server, ScrapeHandler handler, ExecutorService executor) {
    this.server = server;
    this.handler = handler;
    this.executor = executor;
  }

  /**
   * Listens.
   *
   * @param listen the address and port; port 0 for any that is free
   * @param interval time between two reports of an instance, which tells how long is too long
   * @throws UncheckedIOException when the address cannot be had, with what to do
   */
  public static PrometheusSink open(Endpoint listen, Duration interval) {
    // The server's own limits, which it reads once: seconds to send a request, and to read an
    // answer.
    setUnlessSet("sun.net.httpserver.maxReqTime", "10");
    setUnlessSet("sun.net.httpserver.maxRspTime", "30");
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    try {
      if (address.isUnresolved()) {
        throw new UnknownHostException("no such host");
      }
      HttpServer server = HttpServer.create(address, BACKLOG);
      AtomicInteger number = new AtomicInteger();
      ExecutorService executor =
          new ThreadPoolExecutor(
              THREADS,
              THREADS,
              0,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(WAITING_REQUESTS),
              task -> {
                Thread thread = new Thread(task, "rttd-prometheus-" + number.getAndIncrement());
                thread.setDaemon(true);
                return thread;
              });
      ScrapeHandler handler = new ScrapeHandler(interval, System::nanoTime);
      server.setExecutor(executor);
      server.createContext("/", handler);
      server.start();
      PrometheusSink sink = new PrometheusSink(server, handler, executor);
      LOGGER.log(Level.INFO, "Prometheus may fetch http://{0}/metrics", sink.address());
      return sink;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on "
              + listen.host()
              + ":"
              + listen.port()
              + " (prometheus_listen): "
              + e.getMessage()
              + "; choose another address or port",
          e);
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + bound.getPort();
  }

  @Override
  public void onReport(Report report) {
    totals.add(report);
    MetricSnapshots now = totals.snapshot();
    handler.publish(now);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
