package io.rttd.daemon.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.Main;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal in the middle of a pipe: what was read so far is the result. */
class InterruptedAnalysisTest {
  private static final int CONNECTIONS = 3_000;
  private static final int PIPE_BYTES = 1 << 16;

  @TempDir Path folder;
  private byte[] capture;

  @BeforeEach
  void writeCapture() throws IOException {
    Path file = folder.resolve("capture.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(file).withoutOffload()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        disk.connection("192.0.2.1", "198.51.100.9", 1_024 + i, 1_000_000L * i, 20_000);
      }
    }
    capture = Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void shouldPrintTheResultSoFar(String signal) throws Exception {
    Process process = start();
    OutputStream pipe = process.getOutputStream();
    pipe.write(capture);
    pipe.flush(); // all is read, but for what fits into the pipe

    signal(process, signal);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("err")).isEmptyFile();
    JsonTree found = JsonTree.parse(Files.readString(folder.resolve("out")));
    long read = found.get("packets").get("read").number();
    long leastRead = 10L * CONNECTIONS * (capture.length - PIPE_BYTES) / capture.length;
    assertThat(read).isBetween(leastRead - 10, 10L * CONNECTIONS);
    assertThat(found.get("samples").number()).isGreaterThan(read / 3);
    assertThat(found.get("damages").elements()).isEmpty();
  }

  @Test
  void shouldSayNothingOfARecordThatTheSignalCut() throws Exception {
    Process process = start();
    OutputStream pipe = process.getOutputStream();
    pipe.write(Arrays.copyOf(capture, capture.length - 7));
    pipe.flush();

    signal(process, "INT");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("err")).isEmptyFile();
  }

  private Process start() throws IOException {
    // A shell's background jobs ignore SIGINT, and so would the JVM that inherits that.
    return new ProcessBuilder(
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "analyze",
            "--format",
            "json",
            "-")
        .redirectOutput(Redirect.to(folder.resolve("out").toFile()))
        .redirectError(Redirect.to(folder.resolve("err").toFile()))
        .start();
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kill.waitFor()).as(said).isZero();
  }
}
