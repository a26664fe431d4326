package io.rttd.perf.example;

import com.sun.net.httpserver.HttpServer;
import io.rttd.capture.CaptureException;
import io.rttd.model.Verdict;
import io.rttd.probe.RttKind;
import io.rttd.probe.RttProbe;
import io.rttd.probe.RttReading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Calls an HTTP server over the loopback interface, and reports the RTTs that TCP had on the wire.
 */
public final class ProbeExample {
  private static final int CALLS = 500;

  private ProbeExample() {}

  /** Runs it. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, CaptureException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
    int port = server.getAddress().getPort();
    try (RttProbe probe = RttProbe.on("lo").port(port).start()) {
      call(port);
      probe.reset(); // What follows is measured without the first call's warming up.
      for (int i = 0; i < CALLS; i++) {
        call(port);
      }
      RttReading reading = probe.reading();
      System.out.println(reading);
      System.out.printf("exact: %d ACKs%n", reading.verdicts(Verdict.EXACT));
      System.out.printf("p99.9: %.3f ms%n", reading.percentileMs(RttKind.ALL, 99.9));
      probe.histogram().outputPercentileDistribution(System.out, 1, 1_000_000.0);
    } finally {
      server.stop(0);
    }
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static void call(int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
  }
}
