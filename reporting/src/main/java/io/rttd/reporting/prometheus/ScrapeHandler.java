package io.rttd.reporting.prometheus;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;

/**
 * Answers requests from the latest snapshot: {@code /metrics} on a thread of the pool, everything
 * else immediately.
 */
final class ScrapeHandler {
  private static final long LEAST_PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int MISSED_REPORTS = 3;

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final ScrapePool pool;
  private final LongSupplier nanoClock;
  private final long patienceNs;
  private volatile MetricSnapshots latest;
  private volatile long publishedNs;

  /**
   * Creates a handler without a snapshot.
   *
   * @param interval time between two reports
   * @param pool writes the metrics
   * @param nanoClock any monotonic clock, in ns
   */
  ScrapeHandler(Duration interval, ScrapePool pool, LongSupplier nanoClock) {
    this.pool = pool;
    this.nanoClock = nanoClock;
    this.patienceNs = Math.max(LEAST_PATIENCE_NS, MISSED_REPORTS * interval.toNanos());
    this.publishedNs = nanoClock.getAsLong();
  }

  /** Sets the latest snapshot. */
  void publish(MetricSnapshots snapshot) {
    latest = snapshot;
    publishedNs = nanoClock.getAsLong();
  }

  /** Answers one request. The server's thread. */
  void handle(
      ScrapeServer server, HostRule hosts, HttpConnection connection, Optional<HttpRequest> given)
      throws IOException {
    if (given.isEmpty()) {
      server.reject();
      answer(connection, false, 400, "Bad Request", "not an HTTP request\n", "");
      return;
    }
    HttpRequest request = given.get();
    boolean isHead = request.isHead();
    if (!hosts.allows(request.field("host"))) {
      server.reject();
      answer(connection, isHead, 403, "Forbidden", "unknown Host\n", "");
    } else if (!request.method().equals("GET") && !isHead) {
      answer(
          connection,
          isHead,
          405,
          "Method Not Allowed",
          "only GET and HEAD\n",
          "Allow: GET, HEAD\r\n");
    } else {
      switch (request.path()) {
        case "/metrics" -> startMetrics(server, connection, request);
        case "/-/healthy" -> healthy(connection, isHead);
        case "/-/ready" -> ready(connection, isHead);
        default ->
            answer(
                connection, isHead, 404, "Not Found", "rttd: /metrics, /-/healthy, /-/ready\n", "");
      }
    }
  }

  private void healthy(HttpConnection connection, boolean isHead) throws IOException {
    long silentNs = nanoClock.getAsLong() - publishedNs;
    if (silentNs <= patienceNs) {
      answer(connection, isHead, 200, "OK", "healthy\n", "");
    } else {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(silentNs);
      unavailable(connection, isHead, "no report for " + seconds + " s\n");
    }
  }

  private void ready(HttpConnection connection, boolean isHead) throws IOException {
    if (latest != null) {
      answer(connection, isHead, 200, "OK", "ready\n", "");
    } else {
      unavailable(connection, isHead, "no report yet\n");
    }
  }

  private void unavailable(HttpConnection connection, boolean isHead, String text)
      throws IOException {
    answer(connection, isHead, 503, "Service Unavailable", text, "Retry-After: 1\r\n");
  }

  private void startMetrics(ScrapeServer server, HttpConnection connection, HttpRequest request)
      throws IOException {
    MetricSnapshots snapshot = latest == null ? new MetricSnapshots() : latest;
    connection.stream();
    if (!pool.execute(() -> stream(server, connection.channel(), request, snapshot))) {
      server.reject();
      unavailable(connection, request.isHead(), "too many scrapes at once\n");
    }
  }

  /** Writes the metrics. A thread of the pool. */
  private void stream(
      ScrapeServer server, SocketChannel channel, HttpRequest request, MetricSnapshots snapshot) {
    try (channel) {
      writeMetrics(server, channel, request, snapshot);
      channel.shutdownOutput();
    } catch (IOException e) {
      // Disconnected by either side: the connection ends without a last chunk, so the
      // client knows that the response is incomplete.
      server.reject();
    } finally {
      server.wakeUp();
    }
  }

  private void writeMetrics(
      ScrapeServer server, SocketChannel channel, HttpRequest request, MetricSnapshots snapshot)
      throws IOException {
    ExpositionFormatWriter writer = formats.findWriter(request.field("accept").orElse(null));
    boolean zipped = request.field("accept-encoding").filter(e -> e.contains("gzip")).isPresent();
    boolean inChunks = request.isHttp11();
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: "
            + writer.getContentType()
            + (zipped ? "\r\nContent-Encoding: gzip" : "")
            + (inChunks ? "\r\nTransfer-Encoding: chunked" : "")
            + "\r\nConnection: close\r\n\r\n";
    PatientOutput body =
        new PatientOutput(channel, head.getBytes(StandardCharsets.US_ASCII), inChunks);
    if (request.isHead()) {
      body.sendHead();
      return;
    }
    pool.begin(body);
    try {
      // Not closed on failure: ending the body would make the response look complete.
      OutputStream out = zipped ? new GZIPOutputStream(body) : body;
      writer.write(out, snapshot);
      out.close();
    } catch (RuntimeException | LinkageError e) {
      // Fails one scrape, not the daemon: the next may succeed, and DogStatsD is independent of it.
      server.reject();
      server.warn("A scrape failed", e);
      if (!body.hasBegun()) {
        byte[] failed = bytes(false, 500, "Internal Server Error", "see rttd's log\n", "");
        new PatientOutput(channel, failed, false).sendHead();
      }
    } finally {
      pool.end(body);
    }
  }

  private static void answer(
      HttpConnection connection, boolean isHead, int code, String reason, String text, String more)
      throws IOException {
    connection.answer(ByteBuffer.wrap(bytes(isHead, code, reason, text, more)), System.nanoTime());
  }

  private static byte[] bytes(boolean isHead, int code, String reason, String text, String more) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("HTTP/1.1 "
                + code
                + " "
                + reason
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length
                + "\r\n"
                + more
                + "Connection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(head, isHead ? head.length : head.length + body.length);
    if (!isHead) {
      System.arraycopy(body, 0, whole, head.length, body.length);
    }
    return whole;
  }
}
