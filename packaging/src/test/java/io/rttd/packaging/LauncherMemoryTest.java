package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rttd.packaging.FakeMachine.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code bin/rttd} in a control group in which the kernel would kill Java before it runs. */
class LauncherMemoryTest extends LauncherFixture {
  private static final long MIB = 1 << 20;

  @BeforeEach
  void requireMounts() {
    assumeThat(System.getProperty("user.name")).as("may mount").isEqualTo("root");
    assumeThat(Path.of("/usr/bin/unshare")).isExecutable();
    assumeThat(Path.of("/sys/fs/cgroup")).isDirectory();
  }

  @Tag("fault")
  @Test
  void shouldSayThatTheControlGroupAllowsTooLittleMemoryForJava() throws Exception {
    Outcome refused = runWithLimit(Long.toString(20 * MIB));
    assertThat(refused.err())
        .startsWith("rttd: the control group allows 20 MB of memory")
        .hasLineCount(1);
    assertThat(refused.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldStartWhereTheControlGroupAllowsEnough() throws Exception {
    for (String limit : new String[] {"max", "9223372036854771712", Long.toString(64 * MIB)}) {
      Outcome started = runWithLimit(limit);
      assertThat(started.err()).as(limit).isEmpty();
      assertThat(started.exitCode()).as(limit).isZero();
    }
  }

  /** Both versions of control groups, as a container sees them: the mount is the group itself. */
  private Outcome runWithLimit(String limit) throws Exception {
    String script =
        "cd /sys/fs/cgroup && /usr/bin/mount -t tmpfs none . && cd /sys/fs/cgroup"
            + " && /usr/bin/mkdir memory && echo \"$1\" >memory/memory.limit_in_bytes"
            + " && echo \"$1\" >memory.max && cd / && exec \"$0\"";
    ProcessBuilder process = machine.process(launcher);
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    process.command(
        "/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, launcher.toString(), limit);
    return machine.run(process);
  }
}
