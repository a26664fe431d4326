package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** {@code rttd} as a process of its own, from the classes under test. */
final class DaemonProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int FIRST_JDK_TO_WARN_OF_UNSAFE = 24;

  private final Process process;
  private final Path err;

  private DaemonProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param folder for what it prints
   * @param prefix a command that executes the rest, such as setpriv
   */
  static DaemonProcess start(Path folder, List<String> prefix, String... arguments)
      throws IOException {
    return start(folder, System.getProperty("java.class.path"), prefix, arguments);
  }

  /** As above, from classes that another user may read, too. */
  static DaemonProcess start(
      Path folder, String classPath, List<String> prefix, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
    // As the launcher does: without these, newer JDKs warn on stderr.
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= FIRST_JDK_TO_WARN_OF_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-cp");
    command.add(classPath);
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Path err = folder.resolve("stderr.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("stdout.txt").toFile())
            .redirectError(err.toFile())
            .start();
    return new DaemonProcess(process, err);
  }

  /** A prefix for {@link #start}: this folder becomes a disk that a file {@code ballast} fills. */
  static List<String> onFullDisk(Path disk) {
    return List.of(
        "unshare",
        "--mount",
        "sh",
        "-c",
        "mount -t tmpfs -o size=32k none \"$0\" && head -c 32768 /dev/zero >\"$0/ballast\";"
            + " exec \"$@\"",
        disk.toString());
  }

  /** Waits until a log says that packets are being captured. */
  void awaitMeasuring(Path log) {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(process.isAlive()).as("%s", textOf(err)).isTrue())
        .until(() -> Files.exists(log) && Files.readString(log).contains("measuring"));
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGHUP. */
  void hangUp() {
    signal("HUP");
  }

  /** Its number. */
  long pid() {
    return process.pid();
  }

  /** Runs a command in the daemon's network namespace. */
  void inItsNetwork(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("nsenter", "-n", "-t", Long.toString(pid())));
    line.addAll(List.of(command));
    assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).as("%s", line).isZero();
  }

  /** Sends a signal, by its name without SIG. */
  void signal(String name) {
    try {
      // A shell has kill built in; as a program, a minimal Debian lacks it.
      new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid()).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("kill", e);
    }
  }

  /** Whether it has not ended yet. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
    return process.exitValue();
  }

  /** Where standard error goes. */
  Path err() {
    return err;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
