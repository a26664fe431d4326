package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code class-data}, as root on a machine where rttd and its Java are scripts. */
class ClassDataTest {
  private static final String JAVA =
      """
      for word; do
        case $word in -XX:SharedArchiveFile=*) echo archive >"${word#*=}" ;; esac
      done
      """;

  @TempDir private Path folder;
  private FakeMachine machine;
  private Path home;
  private Path pid;

  @BeforeEach
  void layOut() throws Exception {
    machine = new FakeMachine(folder);
    home = folder.resolve("home");
    pid = folder.resolve("rttd.pid");
    Files.createDirectories(home.resolve("lib"));
    FakeMachine.script(home.resolve("runtime/bin/java"), JAVA);
    Files.createDirectories(home.resolve("bin"));
    Files.copy(
        SourceTree.ROOT.resolve("packaging/src/main/bin/class-data"),
        home.resolve("bin/class-data"));
    machine.install("id", "echo 0");
    machine.install("unshare", "shift; exec \"$@\"");
    machine.install("sleep", "exec /bin/sleep 0.01");
    machine.install("mv", "exec /bin/mv \"$@\"");
  }

  @Test
  void shouldMakeTheArchiveInANetworkOfItsOwn() throws Exception {
    rttd("exec /bin/sleep 30");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(archive()).hasContent("archive");
    assertThat(machine.calls())
        .anyMatch(call -> call.startsWith("unshare --net " + home.resolve("bin/rttd") + " run "));
    assertThat(rttdRuns()).isFalse();
  }

  @Test
  void shouldNotListenToTheMachinesOwnNetworkWhereRootMayNotUnshare() throws Exception {
    rttd("exec /bin/sleep 30");
    machine.install("unshare", "echo 'unshare failed: Operation not permitted' >&2; exit 1");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).contains("no network namespace can be made");
    assertThat(pid).doesNotExist();
    assertThat(archive()).doesNotExist();
  }

  @Test
  void shouldKillARttdThatDoesNotEnd() throws Exception {
    rttd("trap '' TERM\nwhile :; do /bin/sleep 0.1; done");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(archive()).hasContent("archive");
    assertThat(rttdRuns()).isFalse();
  }

  @Test
  void shouldEndRttdTooWhenItIsInterrupted() throws Exception {
    FakeMachine.script(home.resolve("bin/rttd"), "echo $$ >'" + pid + "'\nexec /bin/sleep 30\n");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    ProcessBuilder process = machine.process(home.resolve("bin/class-data"));
    process.environment().put("TMPDIR", temporary.toString());
    Process running = process.redirectErrorStream(true).start();
    await().until(() -> Files.exists(pid) && Files.size(pid) > 0);
    running.destroy();

    assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
    await().untilAsserted(() -> assertThat(rttdRuns()).isFalse());
    assertThat(temporary).isEmptyDirectory();
    assertThat(archive()).doesNotExist();
  }

  @Test
  void shouldLeaveNothingOfAnArchiveThatTheDiskHasNoRoomFor() throws Exception {
    rttd("exec /bin/sleep 30");
    machine.install(
        "cp", "for file; do :; done; echo half >\"$file\"; echo 'No space left' >&2; exit 1");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("No space left");
    try (Stream<Path> left = Files.list(home.resolve("lib"))) {
      assertThat(left).isEmpty();
    }
  }

  /** Something that measures from its first moment, and then does as the body says. */
  private void rttd(String body) throws IOException {
    FakeMachine.script(
        home.resolve("bin/rttd"), "echo $$ >'" + pid + "'\necho 'rttd: measuring'\n" + body + "\n");
  }

  private boolean rttdRuns() throws IOException {
    long number = Long.parseLong(Files.readString(pid).strip());
    return ProcessHandle.of(number).map(ProcessHandle::isAlive).orElse(false);
  }

  private Path archive() {
    return home.resolve("lib/rttd.jsa");
  }

  private Outcome classData() throws IOException, InterruptedException {
    return machine.run(machine.process(home.resolve("bin/class-data")));
  }
}
