package io.rttd.daemon.run;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A control group of version 2, named as systemd names those of its units. */
final class UnitGroup implements AutoCloseable {
  private final Path folder;

  private UnitGroup(Path folder) {
    this.folder = folder;
  }

  /** Makes a group; the test is skipped where the kernel denies it. */
  static UnitGroup of(String unit) {
    Path mount =
        Stream.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"))
            .filter(each -> Files.exists(each.resolve("cgroup.controllers")))
            .findFirst()
            .orElseGet(() -> abort("no control groups of version 2"));
    Path slice = mount.resolve("rttd-test-" + ProcessHandle.current().pid() + ".slice");
    try {
      return new UnitGroup(Files.createDirectories(slice.resolve(unit)));
    } catch (IOException e) {
      return abort("no control group can be made: " + e);
    }
  }

  /** Starts a command in the group. */
  Process start(String... command) throws IOException {
    String script = "echo $$ >\"$0/cgroup.procs\" && exec \"$@\"";
    return new ProcessBuilder(
            Stream.concat(
                    Stream.of("sh", "-c", script, folder.toString()), List.of(command).stream())
                .toList())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Removes it, once its last process has gone, and its slice with the last group. */
  @Override
  public void close() {
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreException(IOException.class)
        .until(() -> Files.deleteIfExists(folder));
    folder.getParent().toFile().delete();
  }
}
