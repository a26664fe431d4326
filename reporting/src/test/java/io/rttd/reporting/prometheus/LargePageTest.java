package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Slow readers of a page of 100 MB, from a process that has as much heap as rttd's launcher gives.
 */
class LargePageTest {
  private static final long PAGE_BYTES = 100_000_000;
  private static final String PROTOBUF =
      "Accept: application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
          + "encoding=delimited\r\n";
  private static final int ANSWERED_AT_ONCE_MS = 5_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Socket> slow = new ArrayList<>();
  private Process process;
  private int port;

  @BeforeEach
  void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                LargePage.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
    port = Integer.parseInt(out.readLine());
  }

  @AfterEach
  void end() throws Exception {
    for (Socket socket : slow) {
      socket.close();
    }
    process.destroyForcibly().waitFor();
  }

  @Tag("fault")
  @Test
  void shouldServeOthersAndKeepWithinItsHeapWhileAPageOf100MegabytesIsReadSlowly()
      throws Exception {
    for (int i = 0; i < ScrapePool.THREADS + ScrapePool.WAITING; i++) {
      slow.add(ask(i % 4 == 3 ? PROTOBUF : "", 4096));
    }
    Thread reader = new Thread(this::trickle);
    reader.start();
    try {
      for (String format : List.of("", PROTOBUF)) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(
                () -> {
                  assertThat(healthy()).startsWith("HTTP/1.1 200 ");
                  return sizeOfWholePage(format) > (format.isEmpty() ? PAGE_BYTES : 0);
                });
      }
    } finally {
      reader.interrupt();
      reader.join();
    }
    assertThat(healthy()).startsWith("HTTP/1.1 200 ");
    assertThat(process.isAlive()).as("within its heap").isTrue();
  }

  /**
   * Reads 160 KB a second from each: more than what rttd cuts off at once, for as long as it may.
   */
  private void trickle() {
    List<Socket> left = new ArrayList<>(slow);
    byte[] some = new byte[16 << 10];
    while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
      left.removeIf(socket -> !readSome(socket, some));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
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

  private Socket ask(String format, int receiveBufferBytes) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBufferBytes);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write(
            ("GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + format + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Reads it to its end; 0 where it has none, or was refused. */
  private long sizeOfWholePage(String format) throws IOException {
    try (Socket socket = ask(format, 1 << 20)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[1 << 16];
      String end = "";
      long size = 0;
      for (int n; (n = in.read(buffer)) > 0; size += n) {
        String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        if (size == 0 && !text.startsWith("HTTP/1.1 200 ")) {
          return 0;
        }
        end = (end + text).substring(Math.max(0, end.length() + n - 5));
      }
      return end.equals("0\r\n\r\n") ? size : 0;
    }
  }

  private String healthy() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWERED_AT_ONCE_MS);
      socket
          .getOutputStream()
          .write(
              "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
