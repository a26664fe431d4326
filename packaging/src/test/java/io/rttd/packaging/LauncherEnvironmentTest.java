package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The environment that {@code bin/rttd} sets up or refuses: user, umask, locale, resource limits
 * and /proc.
 */
class LauncherEnvironmentTest extends LauncherFixture {
  @Test
  void shouldNameFilesInUtf8WhereTheLocaleIsNoneOfTheMachines() throws Exception {
    machine.install("locale", "echo ANSI_X3.4-1968");
    assertThat(localeOfJava("C")).isEqualTo("C.UTF-8, ASCII");
    assertThat(localeOfJava("en_US.UTF-8")).isEqualTo("C.UTF-8, ");
    assertThat(localeOfJava("de_DE")).isEqualTo("C.UTF-8, ASCII");

    machine.install("locale", "echo ISO-8859-1");
    assertThat(localeOfJava("de_DE")).isEqualTo("de_DE, ");
  }

  @Test
  void shouldBecomeTheUserOnEveryCommandLineBeforeJavaStarts() throws Exception {
    machine.install(
        "id", "case ${2-none} in none | root) echo 0 ;; gone | '') exit 1 ;; *) echo 900 ;; esac");
    machine.install("setpriv", "echo became \"$@\"");
    for (List<String> line :
        List.of(
            List.of("run", "--user", "rttd"),
            List.of("run", "-c", "x.yaml", "--user=rttd"),
            List.of("-cfg=x.yaml", "--user", "rttd"),
            List.of("--log=x", "-st", "--user=rttd"))) {
      Outcome outcome = runWithJava("17.0.1", launcher, line.toArray(String[]::new));
      assertThat(outcome.out()).as("%s", line).startsWith("became --reuid rttd --regid 900 ");
    }
    assertThat(runWithJava("17.0.1", launcher, "-st", "--user", "gone").err())
        .contains("no such user");
    assertThat(runWithJava("17.0.1", launcher, "run", "--user=").err()).contains("no such user");
    assertThat(runWithJava("17.0.1", launcher, "run", "--user", "root").err())
        .contains("that is root");
  }

  @Test
  void shouldHandRootsFoldersOverToTheUser() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    machine.install("id", "case ${2-none} in none) echo 0 ;; *) echo 900 ;; esac");
    machine.install("setpriv", "echo became \"$@\"");
    machine.install("chown", "");
    Path logs = Files.createDirectories(folder.resolve("log/rttd"));
    Files.writeString(logs.resolve("rttd.log"), "of a trial");
    Files.createSymbolicLink(logs.resolve("planted"), Path.of("/etc/shadow"));
    Files.createLink(logs.resolve("named.twice"), Files.createFile(folder.resolve("elsewhere")));
    Path running = Files.createDirectories(folder.resolve("run")).resolve("rttd");
    ProcessBuilder process = machine.process(launcher, "run", "--user", "dd-agent");
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    process.environment().put("LOGS_DIRECTORY", logs.toString());
    process.environment().put("RUNTIME_DIRECTORY", running.toString());

    machine.run(process);

    assertThat(running).isDirectory();
    assertThat(machine.calls())
        .filteredOn(call -> call.startsWith("chown "))
        .containsExactly(
            "chown -h 900:900 " + logs.resolve("rttd.log"),
            "chown -h 900:900 " + logs,
            "chown -h 900:900 " + running);

    Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setAttribute(running, "unix:uid", 65534);
    int before = machine.calls().size();
    machine.run(process);
    assertThat(machine.calls().subList(before, machine.calls().size()))
        .as("a folder that others may write to, and one of somebody else's")
        .noneMatch(call -> call.startsWith("chown "));
  }

  @Test
  void shouldKeepWhatItWritesFromOthersAndNeverLoosenTheUmask() throws Exception {
    assertThat(umaskOfJava("022")).isEqualTo("0027");
    assertThat(umaskOfJava("077")).isEqualTo("0077");
    assertThat(umaskOfJava("000")).isEqualTo("0027");
  }

  private String umaskOfJava(String umask) throws Exception {
    Path jdk = machine.jdk("17.0.1");
    FakeMachine.script(jdk.resolve("bin/java"), "umask\n");
    ProcessBuilder process = machine.process(launcher, "run");
    process.command("/bin/sh", "-c", "umask " + umask + "; exec \"$0\" run", launcher.toString());
    process.environment().put("JAVA_HOME", jdk.toString());
    return machine.run(process).out().strip();
  }

  @Tag("fault")
  @Test
  void shouldSayThatTooFewFilesMayBeOpen() throws Exception {
    Outcome outcome = runAfter("ulimit -n 20");
    assertThat(outcome.err()).startsWith("rttd: at most 20 files may be open").hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(2);

    assertThat(runAfter("ulimit -S -n 20").err()).as("Java raises that one itself").isEmpty();
  }

  @Tag("fault")
  @Test
  void shouldSayThatTheAddressSpaceIsTooSmall() throws Exception {
    Outcome outcome = runAfter("ulimit -v 1000000");
    assertThat(outcome.err()).startsWith("rttd: the address space is limited to 1000000 KB");
    assertThat(outcome.exitCode()).isEqualTo(2);

    assertThat(runAfter("ulimit -v 1000000; export RTTD_JAVA_OPTS=-Xmx64m").err()).isEmpty();
  }

  @Tag("fault")
  @Test
  void shouldSayThatThereIsNoProc() throws Exception {
    Path unshare = Path.of("/usr/bin/unshare");
    assumeThat(System.getProperty("user.name")).as("may mount").isEqualTo("root");
    assumeThat(unshare).isExecutable();
    ProcessBuilder process = machine.process(launcher);
    process.command(
        unshare.toString(),
        "--mount",
        "/bin/sh",
        "-c",
        "/usr/bin/mount -t tmpfs none /proc && exec \"$0\"",
        launcher.toString());
    machine.install("uname", "echo Linux");
    Outcome outcome = machine.run(process);

    assertThat(outcome.err()).startsWith("rttd: there is no /proc, which Java needs");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  private Outcome runAfter(String limit) throws Exception {
    ProcessBuilder process = machine.process(launcher);
    process.command("/bin/sh", "-c", limit + "; exec \"$0\"", launcher.toString());
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    return machine.run(process);
  }

  private String localeOfJava(String locale) throws IOException, InterruptedException {
    Path jdk = machine.jdk("17.0.1");
    FakeMachine.script(jdk.resolve("bin/java"), "echo \"$LC_ALL, ${RTTD_ASCII:+ASCII}\"\n");
    ProcessBuilder process = machine.process(launcher);
    process.environment().put("JAVA_HOME", jdk.toString());
    process.environment().put("LC_ALL", locale);
    Outcome outcome = machine.run(process);
    assertThat(outcome.err()).isEmpty();
    return outcome.out().replace("\n", "");
  }
}
