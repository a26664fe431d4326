package io.rttd.reporting.prometheus;

import io.rttd.config.Endpoint;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.CloseHelper;

/**
 * Totals since the start, for Prometheus to scrape: {@code /metrics}, {@code /-/healthy} and {@code
 * /-/ready}.
 *
 * <p>The reporter's thread adds each report and publishes a snapshot of all totals; a scrape reads
 * the latest snapshot, so it never delays the reporter. {@link ScrapeServer} reads requests and
 * answers health checks; the few threads of {@link ScrapePool} write metrics. Further scrapes are
 * rejected; a client that sends its request or reads too slowly is disconnected.
 */
public final class PrometheusSink implements MetricSink {
  private static final Logger LOGGER = System.getLogger(PrometheusSink.class.getName());

  private final PrometheusTotals totals;
  private final ProcessTotals process;
  private final ScrapeHandler handler;
  private final ScrapeServer server;
  private final ScrapePool pool;

  private PrometheusSink(
      PrometheusTotals totals,
      ProcessTotals process,
      ScrapeServer server,
      ScrapeHandler handler,
      ScrapePool pool) {
    this.totals = totals;
    this.process = process;
    this.server = server;
    this.handler = handler;
    this.pool = pool;
  }

  /**
   * Listens.
   *
   * @param listen the address and port; port 0 for any free one
   * @param interval time between two reports of an instance, from which the longest healthy silence
   *     follows
   * @param buckets upper bounds of the classic histograms' buckets, in seconds, ascending
   * @param maxBytes how much memory the totals of pairs may take
   * @param version of rttd
   * @param counts what else to report
   * @throws UncheckedIOException if the address is unavailable, with the remedy
   */
  public static PrometheusSink open(
      Endpoint listen,
      Duration interval,
      List<Double> buckets,
      long maxBytes,
      String version,
      DaemonCounts counts) {
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    try {
      if (address.isUnresolved()) {
        throw new UnknownHostException("no such host");
      }
      ScrapePool pool = new ScrapePool();
      ScrapeHandler handler = new ScrapeHandler(interval, pool, System::nanoTime);
      HostRule hosts = new HostRule(address.getAddress(), listen.host());
      AtomicReference<ScrapeServer> server = new AtomicReference<>();
      server.set(
          ScrapeServer.bind(
              address,
              (connection, request) -> handler.handle(server.get(), hosts, connection, request),
              pool::onTime,
              System::nanoTime));
      PrometheusTotals totals = new PrometheusTotals(PrometheusTotals.MAX_PAIRS, maxBytes, buckets);
      ProcessTotals process = new ProcessTotals(version, counts);
      PrometheusSink sink =
          new PrometheusSink(totals, process, server.get().start(), handler, pool);
      LOGGER.log(Level.INFO, "serving Prometheus metrics at http://{0}/metrics", sink.address());
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

  /** Where it listens, {@code host:port}. */
  public String address() {
    InetSocketAddress bound = server.address();
    String host = bound.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + bound.getPort();
  }

  @Override
  public void onReport(Report report) {
    totals.add(report);
    handler.publish(totals.snapshot(process.snapshot(server.rejected())));
  }

  @Override
  public void close() {
    pool.close();
    CloseHelper.quietClose(server);
  }
}
