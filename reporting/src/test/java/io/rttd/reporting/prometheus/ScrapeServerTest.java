package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that ask nothing, half, too much, under a false name, or read nothing. */
class ScrapeServerTest {
  private static final int ANSWERED_AT_ONCE_MS = 4_000;

  private final PrometheusSink sink =
      PrometheusSink.open(
          new Endpoint("tcp", "127.0.0.1", 0),
          Duration.ofSeconds(10),
          ReportingConfig.DEFAULT_BUCKETS,
          Long.MAX_VALUE,
          "1.2.3",
          new DaemonCounts());
  private final int port = Integer.parseInt(sink.address().replaceAll(".*:", ""));
  private final List<Socket> open = new ArrayList<>();
  private final FakeShard shard = new FakeShard(0, 1);

  @AfterEach
  void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    sink.close();
  }

  @Tag("fault")
  @Test
  void shouldAnswerWhileTwentyRequestsStayHalf() throws Exception {
    for (int i = 0; i < 20; i++) {
      send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Half: ");
    }

    for (String path : List.of("/metrics", "/-/healthy", "/-/ready")) {
      assertThat(ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .as(path)
          .startsWith("HTTP/1.1 ");
    }
  }

  @Tag("fault")
  @Test
  void shouldMakeRoomWhenManyClientsSendNoRequest() throws Exception {
    for (int i = 0; i < 5 * ScrapeServer.MAX_CONNECTIONS; i++) {
      send(i % 2 == 0 ? "" : "GET /");
      if (i % 50 == 49) {
        assertThat(ask("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 OK");
      }
    }
    sink.onReport(report());

    assertThat(rejected()).isGreaterThan(ScrapeServer.MAX_CONNECTIONS);
  }

  @Test
  void shouldDisconnectAClientThatDoesNotFinishItsRequest() throws Exception {
    Socket half = send("GET /metrics HTT");
    half.setSoTimeout(20_000);

    assertThat(half.getInputStream().read()).isEqualTo(-1);
    sink.onReport(report());
    assertThat(rejected()).isEqualTo(1);
  }

  @Tag("fault")
  @Test
  void shouldRefuseAHostThatIsNotThisListener() throws Exception {
    for (String host : List.of("rebound.example.org", "rebound.example.org:9475", "10.0.0.1")) {
      assertThat(ask("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 403 ");
    }
    for (String host : List.of("localhost:9475", "127.0.0.1", "[::1]:1", "a.localhost")) {
      assertThat(ask("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 200 ");
    }
    assertThat(ask("GET /metrics HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void shouldRejectWhatIsNotARequest() throws Exception {
    assertThat(ask("\u0016\u0003\u0001\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("GET / HTTP/1.1\r\n" + "X-Long: 12345\r\n".repeat(700)))
        .startsWith("HTTP/1.1 400 ");
  }

  @Tag("fault")
  @Test
  void shouldAnswerWhileMoreThanItHoldsStayOpenAfterTheirAnswer() throws Exception {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 2 * ScrapeServer.MAX_CONNECTIONS; i++) {
        send("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      assertThat(ask("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 OK");
      assertThat(ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 OK");
    }
  }

  @Tag("fault")
  @Test
  void shouldServeOthersWhileFourReadNothing() throws Exception {
    publishMuch();
    for (int i = 0; i < 4; i++) {
      scrapeSlowly();
    }

    assertThat(ask("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 OK");
    awaitWholeScrape();
  }

  @Tag("fault")
  @Test
  void shouldServeOthersWhileAllThatMayScrapeReadSlowly() throws Exception {
    publishMuch();
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < ScrapePool.THREADS + ScrapePool.WAITING; i++) {
      slow.add(scrapeSlowly());
    }
    Thread reader = new Thread(() -> trickle(slow));
    reader.start();
    try {
      assertThat(ask("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 OK");
      awaitWholeScrape();
    } finally {
      reader.interrupt();
      reader.join();
    }
    sink.onReport(report());
    assertThat(rejected()).isPositive();
  }

  /** Some megabytes of metrics: more than sockets hold. */
  private void publishMuch() {
    for (int i = 0; i < 200; i++) {
      Samples[] pairs = new Samples[20];
      for (int n = 0; n < pairs.length; n++) {
        pairs[n] = Samples.of("10.0.0.1", "10.1." + i + "." + n).prompt(1_000_000L);
      }
      sink.onReport(report(pairs));
    }
  }

  private Socket scrapeSlowly() throws IOException {
    Socket slow = new Socket();
    open.add(slow);
    slow.setReceiveBufferSize(4096);
    slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    slow.getOutputStream()
        .write(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return slow;
  }

  /** Reads from each as much as keeps a single client from being cut off, until interrupted. */
  private static void trickle(List<Socket> slow) {
    List<Socket> left = new ArrayList<>(slow);
    byte[] some = new byte[16 << 10];
    while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
      left.removeIf(socket -> !readSome(socket, some));
      LockSupport.parkNanos(100_000_000L);
    }
  }

  private static boolean readSome(Socket socket, byte[] some) {
    try {
      InputStream in = socket.getInputStream();
      return in.available() == 0 || in.read(some) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitWholeScrape() {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n0\r\n\r\n"));
  }

  private long rejected() throws IOException {
    return ask("GET /metrics HTTP/1.0\r\n\r\n")
        .lines()
        .filter(line -> line.startsWith("rttd_scrapes_rejected_total "))
        .mapToLong(line -> Math.round(Double.parseDouble(line.replaceFirst(".* ", ""))))
        .findFirst()
        .orElseThrow();
  }

  private Report report(Samples... pairs) {
    return new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES)
        .merge(
            List.of(
                shard.snapshot(
                    1_000_000_000L,
                    false,
                    Arrays.stream(pairs).map(Samples::build).toArray(PairInterval[]::new))),
            0,
            CaptureReading.NONE);
  }

  /** Opens a connection and says this, without waiting for an answer. */
  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    open.add(socket);
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException e) {
      // Made room for another already.
    }
    return socket;
  }

  private String ask(String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWERED_AT_ONCE_MS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
