package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults of the program, or of a JVM without file descriptors, while a request is handled. */
class ScrapeFailureTest {
  private static final int PATIENCE_MS = 20_000;

  private final AtomicBoolean failsAtAccept = new AtomicBoolean();
  private final AtomicReference<Throwable> uncaught = new AtomicReference<>();
  private final ScrapePool pool = new ScrapePool();
  private final ScrapeHandler handler =
      new ScrapeHandler(Duration.ofSeconds(10), pool, System::nanoTime);
  private final AtomicReference<ScrapeServer> server = new AtomicReference<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void start() throws IOException {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.set(error));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HostRule hosts = new HostRule(loopback, "localhost");
    server.set(
        ScrapeServer.bind(
            new InetSocketAddress(loopback, 0),
            (connection, request) -> handler.handle(server.get(), hosts, connection, request),
            pool::onTime,
            this::nanoTime));
    server.get().start();
  }

  @AfterEach
  void end() throws IOException {
    Thread.setDefaultUncaughtExceptionHandler(before);
    pool.close();
    server.get().close();
  }

  @Tag("fault")
  @Test
  void shouldAnswerWithAnErrorWhenAScrapeFailsAndServeTheNext() throws IOException {
    for (Failing failing : new Failing[] {new Failing(0, false), new Failing(0, true)}) {
      handler.publish(failing);
      assertThat(scrape()).startsWith("HTTP/1.1 500 ").contains("see rttd's log");
    }

    handler.publish(new MetricSnapshots());
    assertThat(scrape()).startsWith("HTTP/1.1 200 ").endsWith("\r\n0\r\n\r\n");
    assertThat(uncaught.get()).isNull();
    assertThat(server.get().rejected()).isEqualTo(2);
  }

  @Test
  void shouldAbortAScrapeThatFailsHalfway() throws IOException {
    handler.publish(new Failing(5_000, false));

    assertThat(scrape()).startsWith("HTTP/1.1 200 ").doesNotEndWith("\r\n0\r\n\r\n");
    assertThat(uncaught.get()).isNull();
  }

  @Tag("fault")
  @Test
  void shouldCloseAConnectionThatItCannotTakeIn() throws IOException {
    failsAtAccept.set(true);
    assertThat(scrape()).isEmpty();

    failsAtAccept.set(false);
    assertThat(scrape()).startsWith("HTTP/1.1 200 ");
  }

  private long nanoTime() {
    boolean isAccepting =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("receive")));
    if (isAccepting && failsAtAccept.get()) {
      throw new NoClassDefFoundError("without a file descriptor");
    }
    return System.nanoTime();
  }

  private String scrape() throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.get().address().getPort())) {
      socket.setSoTimeout(PATIENCE_MS);
      socket
          .getOutputStream()
          .write(
              "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Some counters, and then a fault. */
  private static final class Failing extends MetricSnapshots {
    private final int good;
    private final boolean isLinkage;

    Failing(int good, boolean isLinkage) {
      this.good = good;
      this.isLinkage = isLinkage;
    }

    @Override
    public Iterator<MetricSnapshot> iterator() {
      return stream().iterator();
    }

    @Override
    public Stream<MetricSnapshot> stream() {
      return Stream.iterate(0, i -> i + 1).map(this::snapshot);
    }

    private MetricSnapshot snapshot(int i) {
      if (i < good) {
        return CounterSnapshot.builder()
            .name("counter_" + i)
            .dataPoint(CounterDataPointSnapshot.builder().value(i).build())
            .build();
      }
      if (isLinkage) {
        throw new NoClassDefFoundError("gone");
      }
      throw new IllegalStateException("a fault of the program");
    }
  }
}
