package io.rttd.daemon.run;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A control group of the kernel's, version 1 or 2, with one limit, for a process under test. */
final class ControlGroup implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  /** Of version 2, which has one hierarchy for all controllers. */
  private static final String CONTROLLERS = "cgroup.subtree_control";

  private final Path folder;

  private ControlGroup(Path folder) {
    this.folder = folder;
  }

  /** Allows this much memory; the test is skipped where the kernel denies the group. */
  static ControlGroup ofMemory(long bytes) {
    return limited("memory", "memory.limit_in_bytes", "memory.max", Long.toString(bytes));
  }

  /** Allows a share of one processor, in periods of 100 ms; skipped as above. */
  static ControlGroup ofCpu(int percent) {
    String quotaUs = Integer.toString(percent * 1_000);
    return limited("cpu", "cpu.cfs_quota_us", "cpu.max", quotaUs);
  }

  private static ControlGroup limited(
      String controller, String fileOfOne, String fileOfTwo, String limit) {
    boolean unified = Files.exists(MOUNT.resolve(CONTROLLERS));
    Path parent = unified ? MOUNT : MOUNT.resolve(controller);
    Path folder = parent.resolve("rttd-test-" + ProcessHandle.current().pid());
    String file = unified ? fileOfTwo : fileOfOne;
    try {
      if (unified) {
        Files.writeString(MOUNT.resolve(CONTROLLERS), "+" + controller);
      }
      Files.createDirectory(folder);
      ControlGroup group = new ControlGroup(folder);
      boolean limits = false;
      try {
        Files.writeString(folder.resolve(file), limit);
        limits = true;
      } finally {
        if (!limits) {
          group.close();
        }
      }
      return group;
    } catch (IOException e) {
      return abort("no control group with a limit of " + controller + " can be made: " + e);
    }
  }

  /** A command that enters the group and executes the rest. */
  List<String> entering() {
    String script = "echo $$ >\"$0/cgroup.procs\" && exec \"$@\"";
    return List.of("sh", "-c", script, folder.toString());
  }

  /** Removes it, once its last process has gone. */
  @Override
  public void close() {
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreException(IOException.class)
        .until(() -> Files.deleteIfExists(folder));
  }
}
