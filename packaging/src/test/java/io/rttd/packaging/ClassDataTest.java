package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code class-data}, as root on a machine where rttd and its Java are scripts. */
class ClassDataTest {
  /** Dumps an archive. */
  private static final String JAVA =
      """
      for word; do
        case $word in -XX:SharedArchiveFile=*) echo archive >"${word#*=}" ;; esac
      done
      """;

  /** What the JVM of a training run does when it exits. */
  private static final String WRITE_CACHE =
      "cache=${RTTD_JAVA_OPTS#*AOTCacheOutput=}\necho cache >\"${cache%% *}\"\n";

  /** The JVM that a training run starts, and waits for, when it exits. */
  private static final String ASSEMBLE =
      "/bin/sleep 30 &\necho $! >\"${0%/home/*}/assembler.pid\"\n";

  @TempDir private Path folder;
  private FakeMachine machine;
  private Path home;
  private Path pid;
  private Path assembler;

  @BeforeEach
  void layOut() throws Exception {
    machine = new FakeMachine(folder);
    home = folder.resolve("home");
    pid = folder.resolve("rttd.pid");
    assembler = folder.resolve("assembler.pid");
    Files.createDirectories(home.resolve("lib"));
    FakeMachine.script(home.resolve("runtime/bin/java"), JAVA);
    runtime("25.0.3");
    Files.createDirectories(home.resolve("bin"));
    Files.copy(
        SourceTree.ROOT.resolve("packaging/src/main/bin/class-data"),
        home.resolve("bin/class-data"));
    machine.install("id", "echo 0");
    machine.install("setsid", "exec /usr/bin/setsid \"$@\"");
    machine.install("unshare", "shift; exec \"$@\"");
    machine.install("sleep", "exec /bin/sleep 0.01");
    machine.install("mv", "exec /bin/mv \"$@\"");
  }

  @Test
  void shouldTrainInANetworkOfItsOwn() throws Exception {
    rttd(WRITE_CACHE);
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(lib("rttd.aot")).hasContent("cache");
    assertThat(lib("rttd.aot.folder")).hasContent(home.resolve("lib").toRealPath().toString());
    assertThat(machine.calls())
        .anyMatch(
            call ->
                call.startsWith(
                    "unshare --net " + home.resolve("bin/rttd") + " train --rounds 6 --live 5 "));
  }

  @Test
  void shouldMakeAnArchiveOfClassesForARuntimeThatHasNoCaches() throws Exception {
    runtime("17.0.1");
    rttd("echo \"$RTTD_JAVA_OPTS $*\" >'" + folder + "/options'");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(lib("rttd.jsa")).hasContent("archive");
    assertThat(folder.resolve("options"))
        .content()
        .contains("DumpLoadedClassList")
        .contains(" train --rounds 1 --every-format ");
  }

  @Test
  void shouldOnlyReadFilesWhereRootMayNotUnshare() throws Exception {
    rttd(WRITE_CACHE + "echo \"$@\" >'" + folder + "/arguments'");
    machine.install("unshare", "echo 'unshare failed: Operation not permitted' >&2; exit 1");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(folder.resolve("arguments")).content().startsWith("train --rounds 6 --live 0 ");
    assertThat(lib("rttd.aot")).hasContent("cache");
  }

  @Test
  void shouldTrainWithNothingThatIsThereFromBefore() throws Exception {
    Files.writeString(lib("rttd.aot"), "old");
    Files.writeString(lib("rttd.jsa"), "old");
    rttd("ls '" + home.resolve("lib") + "' >'" + folder + "/listed'\n" + WRITE_CACHE);
    assertThat(classData().exitCode()).isZero();

    assertThat(folder.resolve("listed")).isEmptyFile();
    assertThat(lib("rttd.aot")).hasContent("cache");
  }

  @Test
  void shouldKillARttdThatDoesNotEnd() throws Exception {
    rttd("trap '' TERM\nwhile :; do /bin/sleep 0.1; done");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).isNotZero();
    assertThat(isRunning(pid)).isFalse();
    assertThat(home.resolve("lib")).isEmptyDirectory();
  }

  @Test
  void shouldKillWhatAssemblesTheCacheToo() throws Exception {
    rttd(ASSEMBLE + "wait");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).isNotZero();
    await().untilAsserted(() -> assertThat(isRunning(assembler)).isFalse());
  }

  @Test
  void shouldKillRttdWithoutSetsid() throws Exception {
    Files.delete(machine.bin().resolve("setsid"));
    rttd("exec /bin/sleep 30");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).isNotZero();
    assertThat(isRunning(pid)).isFalse();
  }

  @Test
  void shouldEndRttdTooWhenItIsInterrupted() throws Exception {
    rttd(ASSEMBLE + "exec /bin/sleep 30");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    machine.install("sleep", "exec /bin/sleep 1");
    ProcessBuilder process = machine.process(home.resolve("bin/class-data"));
    process.environment().put("TMPDIR", temporary.toString());
    Process running = process.redirectErrorStream(true).start();
    await().until(() -> Files.exists(assembler) && Files.size(assembler) > 0);
    running.destroy();

    assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
    await().untilAsserted(() -> assertThat(isRunning(pid)).isFalse());
    await().untilAsserted(() -> assertThat(isRunning(assembler)).isFalse());
    assertThat(temporary).isEmptyDirectory();
    assertThat(home.resolve("lib")).isEmptyDirectory();
  }

  @Test
  void shouldSayWhyRttdMadeNoCache() throws Exception {
    rttd("echo 'there is no /proc'; exit 2");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("rttd works without it. The reason: there is no /proc");
    assertThat(home.resolve("lib")).isEmptyDirectory();
  }

  @Test
  void shouldLeaveNothingOfACacheThatTheDiskHasNoRoomFor() throws Exception {
    rttd(WRITE_CACHE);
    machine.install(
        "cp", "for file; do :; done; echo half >\"$file\"; echo 'No space left' >&2; exit 1");
    Outcome outcome = classData();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("No space left");
    assertThat(home.resolve("lib")).isEmptyDirectory();
  }

  private void runtime(String version) throws IOException {
    Files.writeString(home.resolve("runtime/release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
  }

  private void rttd(String body) throws IOException {
    FakeMachine.script(home.resolve("bin/rttd"), "echo $$ >'" + pid + "'\n" + body + "\n");
  }

  /** Not if nothing but its exit code is left, which process 1 of a container may never take. */
  private static boolean isRunning(Path pid) throws IOException {
    Path status = Path.of("/proc", Files.readString(pid).strip(), "status");
    try {
      return !Files.readString(status).contains("State:\tZ");
    } catch (IOException processIsGone) {
      return false;
    }
  }

  private Path lib(String file) {
    return home.resolve("lib").resolve(file);
  }

  private Outcome classData() throws IOException, InterruptedException {
    return machine.run(machine.process(home.resolve("bin/class-data")));
  }
}
