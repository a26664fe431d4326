package io.rttd.reporting.prometheus;

import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.reporting.DaemonCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A sink, reports for it, and a client that scrapes it. */
abstract class PrometheusSinkFixture extends ReportFixture {
  final DaemonCounts counts = new DaemonCounts();
  final PrometheusSink sink =
      PrometheusSink.open(
          new Endpoint("tcp", "127.0.0.1", 0),
          Duration.ofSeconds(10),
          ReportingConfig.DEFAULT_BUCKETS,
          Long.MAX_VALUE,
          "1.2.3",
          counts);
  final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    sink.close();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + sink.address() + path));
  }

  HttpResponse<String> fetch(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
