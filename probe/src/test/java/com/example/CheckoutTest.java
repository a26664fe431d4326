package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.rttd.probe.Direction;
import io.rttd.probe.RttKind;
import io.rttd.probe.RttProbe;
import io.rttd.probe.junit.KeepCapture;
import io.rttd.probe.junit.ResponseBound;
import io.rttd.probe.junit.RetransmitBound;
import io.rttd.probe.junit.RttBound;
import io.rttd.probe.junit.RttExtension;
import io.rttd.probe.junit.SkipWithoutPermission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SkipWithoutPermission
@KeepCapture
class CheckoutTest {
  private HttpServer server;

  @RegisterExtension
  final RttExtension rtt =
      RttExtension.of(() -> RttProbe.on("lo").port(server.getAddress().getPort()));

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  @RttBound(percentile = 50, atMostMs = 50, minSamples = 100)
  @RttBound(percentile = 50, atMostMs = 50, of = RttKind.HANDSHAKE, direction = Direction.TO_SERVER)
  @ResponseBound(percentile = 99, atMostMs = 500, minResponses = 100)
  @RetransmitBound(atMostRatio = 0.05)
  void answersQuickly() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    for (int i = 0; i < 200; i++) {
      var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
      assertEquals(204, answer.statusCode());
    }
  }
}
