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

  private static final int QUOTA_US_PER_PERCENT = 1_000;

  private final Path folder;
  private final String file;

  private ControlGroup(Path folder, String file) {
    this.folder = folder;
    this.file = file;
  }

  /** Allows this much memory; the test is skipped where the kernel denies the group. */
  static ControlGroup ofMemory(long bytes) {
    return limited("memory", "memory.limit_in_bytes", "memory.max", Long.toString(bytes));
  }

  /** Allows a share of one processor, in periods of 100 ms; skipped as above. */
  static ControlGroup ofCpu(int percent) {
    return limited("cpu", "cpu.cfs_quota_us", "cpu.max", quotaUs(percent));
  }

  /** Changes the share of a group that {@link #ofCpu} created. */
  void allowCpu(int percent) throws IOException {
    limit(quotaUs(percent));
  }

  private static String quotaUs(int percent) {
    return Integer.toString(percent * QUOTA_US_PER_PERCENT);
  }

  private void limit(String limit) throws IOException {
    Files.writeString(folder.resolve(file), limit);
  }

  private static ControlGroup limited(
      String controller, String fileOfOne, String fileOfTwo, String limit) {
    boolean unified = Files.exists(MOUNT.resolve(CONTROLLERS));
    Path parent = unified ? MOUNT : MOUNT.resolve(controller);
    Path folder = parent.resolve("rttd-test-" + ProcessHandle.current().pid());
    try {
      if (unified) {
        Files.writeString(MOUNT.resolve(CONTROLLERS), "+" + controller);
      }
      Files.createDirectory(folder);
      ControlGroup group = new ControlGroup(folder, unified ? fileOfTwo : fileOfOne);
      boolean limits = false;
      try {
        group.limit(limit);
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
