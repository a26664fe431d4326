package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.daemon.status.StatusClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that say nothing use up the file descriptors of a daemon that may have few. */
class ScarceDescriptorsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SILENT = 30;

  @TempDir Path folder;
  private final List<AutoCloseable> silent = new ArrayList<>();
  private Path socket;
  private int port;
  private Process process;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash, which has ulimit");
    socket = folder.resolve("s");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path yaml = folder.resolve("rttd.yaml");
    Files.writeString(
        yaml,
        """
        init_config:
          prometheus_listen: 127.0.0.1:%d
        instances:
          - interface: lo
        """
            .formatted(port));
    process =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "ulimit -n 400; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ScarceDescriptors.class.getName(),
                yaml.toString(),
                socket.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : silent) {
      one.close();
    }
    process.destroyForcibly();
    process.waitFor();
  }

  @Tag("fault")
  @Test
  void shouldNeitherSpinNorStopAcceptingWhenNoDescriptorIsLeft() throws Exception {
    await().atMost(PATIENCE).ignoreExceptions().until(this::bothAnswer);
    assertThat(new StatusClient(socket).ask("exhaust")).isEqualTo("well\n");

    for (int i = 0; i < SILENT; i++) {
      silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
      silent.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }
    Duration before = cpu();
    TimeUnit.SECONDS.sleep(3); // what would spin, spins now: there is nothing to wait for
    assertThat(cpu().minus(before)).as("of 3 s").isLessThan(Duration.ofMillis(1_500));

    for (AutoCloseable one : silent) {
      one.close();
    }
    await().atMost(PATIENCE).ignoreExceptions().until(this::bothAnswer);
  }

  private Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }

  private boolean bothAnswer() throws Exception {
    int code =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/healthy"))
                    .timeout(Duration.ofSeconds(5))
                    .build(),
                BodyHandlers.discarding())
            .statusCode();
    return code == 200 && new StatusClient(socket).ask("how are you").equals("well\n");
  }
}
