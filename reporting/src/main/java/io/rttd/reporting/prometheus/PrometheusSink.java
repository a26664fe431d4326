package io.rttd.reporting.prometheus;

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
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.CloseHelper;

/**
 * Totals since the start, for Prometheus to fetch: {@code /metrics}, {@code /-/healthy} and {@code
 * /-/ready}.
 *
 * <p>The reporter's thread adds each report and leaves a snapshot of all totals; a scrape reads the
 * latest snapshot, so it never makes the reporter wait. {@link ScrapeServer} reads requests and
 * says whether rttd is well; up to four threads write metrics, a few scrapes may wait for them,
 * more are turned away; who is slow to ask or to read is cut off.
 */
public final class PrometheusSink implements MetricSink {
  private static final Logger LOGGER = System.getLogger(PrometheusSink.class.getName());
  private static final int THREADS = 4;
  private static final int WAITING_REQUESTS = 8;
  private static final long IDLE_THREAD_SECONDS = 60;

  private final PrometheusTotals totals = new PrometheusTotals(PrometheusTotals.MAX_PAIRS);
  private final ScrapeHandler handler;
  private final ScrapeServer server;
  private final ExecutorService executor;

  private PrometheusSink(ScrapeServer server, ScrapeHandler handler, ExecutorService executor) {
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
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    try {
      if (address.isUnresolved()) {
        throw new UnknownHostException("no such host");
      }
      ExecutorService executor = executor();
      ScrapeHandler handler = new ScrapeHandler(interval, executor, System::nanoTime);
      HostRule hosts = new HostRule(address.getAddress(), listen.host());
      AtomicReference<ScrapeServer> server = new AtomicReference<>();
      server.set(
          ScrapeServer.bind(
              address,
              (connection, request) -> handler.handle(server.get(), hosts, connection, request)));
      PrometheusSink sink = new PrometheusSink(server.get().start(), handler, executor);
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

  private static ExecutorService executor() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_REQUESTS),
            task -> {
              Thread thread = new Thread(task, "rttd-scrape-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    InetSocketAddress bound = server.address();
    String host = bound.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + bound.getPort();
  }

  @Override
  public void onReport(Report report) {
    totals.add(report);
    handler.publish(totals.snapshot(server.rejected()));
  }

  @Override
  public void close() {
    executor.shutdownNow();
    CloseHelper.quietClose(server);
  }
}
