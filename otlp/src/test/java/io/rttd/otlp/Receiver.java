package io.rttd.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** An OTLP receiver that decodes requests with the protocol's own classes. */
final class Receiver implements AutoCloseable {
  private final List<ExportMetricsServiceRequest> requests = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private HttpServer server;
  private int port;
  private volatile int status = 200;
  private volatile byte[] response = {};
  private volatile boolean silent;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger handshakes = new AtomicInteger();
  private final Optional<HttpsConfigurator> tls;

  Receiver() {
    tls = Optional.empty();
    open();
  }

  /**
   * Creates a receiver that speaks TLS.
   *
   * @param asks whether clients must show a certificate
   */
  Receiver(SSLContext context, boolean asks) {
    tls =
        Optional.of(
            new HttpsConfigurator(context) {
              @Override
              public void configure(HttpsParameters parameters) {
                handshakes.incrementAndGet();
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(asks);
                parameters.setSSLParameters(wanted);
              }
            });
    open();
  }

  /** Listens, again on the same port if it was closed. */
  void open() {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      if (tls.isPresent()) {
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(tls.get());
        server = secure;
      } else {
        server = HttpServer.create(address, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    port = server.getAddress().getPort();
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> sent.put(name, values.get(0)));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (silent) {
        awaitClose();
        return;
      }
      if (status == 200) {
        headers.add(sent);
        paths.add(exchange.getRequestURI().toString());
        requests.add(ExportMetricsServiceRequest.parseFrom(decoded(sent, body)));
      }
      if (status != 200) {
        refused.incrementAndGet();
      }
      exchange.sendResponseHeaders(status, response.length == 0 ? -1 : response.length);
      exchange.getResponseBody().write(response);
    }
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] decoded(Map<String, String> headers, byte[] body) throws IOException {
    boolean gzip = "gzip".equals(headers.get("Content-Encoding"));
    try (InputStream in =
        gzip
            ? new GZIPInputStream(new ByteArrayInputStream(body))
            : new ByteArrayInputStream(body)) {
      return in.readAllBytes();
    }
  }

  String url() {
    return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port + "/v1/metrics";
  }

  void answer(int statusCode, byte[] body) {
    response = body;
    status = statusCode;
  }

  /** Number of requests answered with another status than 200. */
  int refused() {
    return refused.get();
  }

  /** Number of TLS handshakes that began. */
  int handshakes() {
    return handshakes.get();
  }

  /** From now on, requests get no answer. */
  void fallSilent() {
    silent = true;
  }

  List<ExportMetricsServiceRequest> requests() {
    return requests;
  }

  List<Map<String, String>> headers() {
    return headers;
  }

  List<String> paths() {
    return paths;
  }

  /** All metrics of that name, in order of arrival. */
  List<Metric> metrics(String name) {
    return requests.stream()
        .flatMap(request -> request.getResourceMetricsList().stream())
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .map(ScopeMetrics::getMetricsList)
        .flatMap(List::stream)
        .filter(metric -> metric.getName().equals(name))
        .toList();
  }

  /** All names of metrics. */
  Stream<String> names() {
    return requests.stream()
        .flatMap(request -> request.getResourceMetricsList().stream())
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .map(Metric::getName);
  }

  List<ExponentialHistogramDataPoint> histograms(String name) {
    return metrics(name).stream()
        .flatMap(metric -> metric.getExponentialHistogram().getDataPointsList().stream())
        .toList();
  }

  List<NumberDataPoint> sums(String name) {
    return metrics(name).stream()
        .flatMap(metric -> metric.getSum().getDataPointsList().stream())
        .toList();
  }

  List<NumberDataPoint> gauges(String name) {
    return metrics(name).stream()
        .flatMap(metric -> metric.getGauge().getDataPointsList().stream())
        .toList();
  }

  static Map<String, String> attributes(List<KeyValue> list) {
    Map<String, String> attributes = new TreeMap<>();
    list.forEach(each -> attributes.put(each.getKey(), each.getValue().getStringValue()));
    return attributes;
  }

  /** Stops listening, and closes all connections. */
  void stop() {
    server.stop(0);
  }

  @Override
  public void close() {
    closed.countDown();
    stop();
    threads.shutdownNow();
  }
}
