package io.rttd.reporting.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;

/** Answers requests from the latest snapshot. Any thread. */
final class ScrapeHandler implements HttpHandler {
  private static final long LEAST_PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int MISSED_REPORTS = 3;

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final LongSupplier nanoClock;
  private final long patienceNs;
  private volatile MetricSnapshots latest;
  private volatile long publishedNs;

  /**
   * A handler without a snapshot.
   *
   * @param interval time between two reports
   * @param nanoClock any clock that does not run backwards, in ns
   */
  ScrapeHandler(Duration interval, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.patienceNs = Math.max(LEAST_PATIENCE_NS, MISSED_REPORTS * interval.toNanos());
    this.publishedNs = nanoClock.getAsLong();
  }

  /** From now on, this is what there is. */
  void publish(MetricSnapshots snapshot) {
    latest = snapshot;
    publishedNs = nanoClock.getAsLong();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "only GET and HEAD\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> metrics(exchange);
        case "/-/healthy" -> healthy(exchange);
        case "/-/ready" -> {
          boolean ready = latest != null;
          answer(exchange, ready ? 200 : 503, ready ? "ready\n" : "no report yet\n");
        }
        default -> answer(exchange, 404, "rttd: /metrics, /-/healthy, /-/ready\n");
      }
    }
  }

  private void healthy(HttpExchange exchange) throws IOException {
    long silentNs = nanoClock.getAsLong() - publishedNs;
    if (silentNs <= patienceNs) {
      answer(exchange, 200, "healthy\n");
    } else {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(silentNs);
      answer(exchange, 503, "no report for " + seconds + " s\n");
    }
  }

  private void metrics(HttpExchange exchange) throws IOException {
    MetricSnapshots snapshot = latest;
    ExpositionFormatWriter writer =
        formats.findWriter(exchange.getRequestHeaders().getFirst("Accept"));
    exchange.getResponseHeaders().set("Content-Type", writer.getContentType());
    String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    boolean zipped = encodings != null && encodings.contains("gzip");
    if (zipped) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody();
        OutputStream out = zipped ? new GZIPOutputStream(body) : body) {
      writer.write(out, snapshot == null ? new MetricSnapshots() : snapshot);
    }
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(code, isHead ? -1 : body.length);
    if (!isHead) {
      exchange.getResponseBody().write(body);
    }
  }
}
