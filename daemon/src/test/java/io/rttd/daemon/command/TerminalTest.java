package io.rttd.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.daemon.Main;
import io.rttd.daemon.status.StatusServer;
import io.rttd.reporting.status.StatusBoard;
import io.rttd.reporting.status.StatusDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rttd top} on a terminal, which script(1) makes: however it ends, the terminal is sane. */
class TerminalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SCRIPT = "/usr/bin/script";

  @TempDir Path folder;
  private Path screen;
  private StatusServer daemon;
  private Process terminal;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of(SCRIPT)), "script (util-linux) is missing");
    Path socket = folder.resolve("s");
    StatusDocument document = new StatusDocument(new StatusBoard(System::nanoTime), () -> 0);
    daemon = StatusServer.open(socket, question -> document.intervals(0));
    screen = folder.resolve("screen");
    String top =
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp \"$CLASSES\"",
            Main.class.getName(),
            "top --socket",
            socket.toString(),
            "; echo \"exit=$?\"; stty -a");
    ProcessBuilder process =
        new ProcessBuilder(SCRIPT, "-qec", top, "/dev/null").redirectOutput(screen.toFile());
    process.environment().put("CLASSES", System.getProperty("java.class.path"));
    process.environment().put("TERM", "xterm");
    terminal = process.start();
    await().atMost(PATIENCE).until(() -> shown().contains("waiting for the first report"));
  }

  @AfterEach
  void end() {
    if (terminal != null) {
      terminal.descendants().forEach(ProcessHandle::destroyForcibly);
      terminal.destroyForcibly();
    }
    if (daemon != null) {
      daemon.close();
    }
  }

  @Test
  void shouldGiveTheTerminalBackWhenSomebodyQuits() throws Exception {
    terminal.getOutputStream().write('q');
    terminal.getOutputStream().flush();

    assertThatTerminalIsSaneAfterExit(0);
  }

  @Test
  void shouldGiveTheTerminalBackWhenItIsTerminated() throws Exception {
    top().destroy();

    assertThatTerminalIsSaneAfterExit(143);
  }

  @Tag("fault")
  @Test
  void shouldEndWhenItsTerminalIsGone() {
    ProcessHandle top = top();
    terminal.destroyForcibly(); // it holds the other side of the terminal

    await().atMost(PATIENCE).until(() -> !top.isAlive());
  }

  private ProcessHandle top() {
    return terminal
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow();
  }

  private void assertThatTerminalIsSaneAfterExit(int code) throws Exception {
    assertThat(terminal.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String all = shown();
    int exit = all.indexOf("exit=" + code);
    assertThat(exit).as(all).isPositive();
    assertThat(all.substring(0, exit))
        .as("another screen, and back")
        .contains("\u001b[?1049h")
        .contains("\u001b[?25h\u001b[?1049l");
    assertThat(all.substring(exit)).contains(" icanon ", " echo ").doesNotContain("-icanon");
  }

  private String shown() throws IOException {
    return Files.readString(screen, StandardCharsets.UTF_8);
  }
}
