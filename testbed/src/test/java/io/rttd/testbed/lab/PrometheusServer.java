package io.rttd.testbed.lab;

import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** A real Prometheus server in a namespace, with the fleet's recording rules. */
final class PrometheusServer {
  private static final String RULES = "rttd.fleet.rules.yml";
  private static final long PAUSE_NS = 200_000_000;

  private final NetworkNamespace namespace;
  private final int port;

  /**
   * Starts a server.
   *
   * @param program the binary
   * @param isNative whether it scrapes native histograms, and no classic ones
   */
  PrometheusServer(
      String program,
      boolean isNative,
      int port,
      List<String> targets,
      int intervalSeconds,
      NetworkNamespace namespace,
      LabProcesses processes,
      Path folder)
      throws IOException {
    this.namespace = namespace;
    this.port = port;
    Files.createDirectories(folder);
    Files.copy(Path.of("..", "packaging", "prometheus", RULES), folder.resolve(RULES));
    Path yaml =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: %ds, scrape_timeout: %ds, evaluation_interval: 5s}
            rule_files: [%s]
            scrape_configs:
            - job_name: rttd
              static_configs:
              - targets: [%s]
            """
                .formatted(
                    intervalSeconds,
                    intervalSeconds,
                    RULES,
                    "'" + String.join("', '", targets) + "'"));
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--config.file=" + yaml,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
    if (isNative) {
      command.add("--enable-feature=native-histograms");
    }
    processes.start(namespace.in(command), Files.writeString(folder.resolve("log.txt"), ""));
  }

  /** Evaluates an expression; the value of its only result. */
  double value(String expression) {
    Map<String, Double> values = values(expression, "");
    if (values.size() != 1) {
      throw new LabException(expression + " gives " + values);
    }
    return values.values().iterator().next();
  }

  /** Evaluates an expression; its values by a label. */
  Map<String, Double> values(String expression, String label) {
    String query = "?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    JsonTree answer = namespace.call(() -> JsonTree.parse(fetch("/api/v1/query" + query)));
    Map<String, Double> values = new TreeMap<>();
    for (JsonTree each : answer.get("data").get("result").elements()) {
      String name = label.isEmpty() ? "" : each.get("metric").get(label).text();
      values.put(name, Double.valueOf(each.get("value").elements().get(1).text()));
    }
    return values;
  }

  /** Waits until an expression has a certain value. */
  void await(String expression, double wanted, int seconds) {
    long endNs = System.nanoTime() + seconds * 1_000_000_000L;
    Object found = "nothing";
    while (System.nanoTime() - endNs < 0) {
      try {
        found = values(expression, "");
        if (found.equals(Map.of("", wanted))) {
          return;
        }
      } catch (IllegalStateException e) {
        found = e; // It does not listen yet.
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
    throw new LabException(expression + " is " + found + ", not " + wanted);
  }

  private String fetch(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
