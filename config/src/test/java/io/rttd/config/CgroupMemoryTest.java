package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of both versions of control groups, as the kernel writes them. */
class CgroupMemoryTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  @Tag("fault")
  @Test
  void shouldSayThatTheControlGroupHasNoRoomForTheMemoryLimit() throws IOException {
    write("cgroup", "0::/system.slice/rttd.service\n");
    write("fs/system.slice/rttd.service/memory.max", 300 * MIB + "\n");

    assertThat(memory().shortage(256 * MIB, 0))
        .hasValueSatisfying(
            words ->
                assertThat(words)
                    .startsWith(
                        "the control group allows 300 MiB, and memory_limit (256 MiB) can reach"
                            + " 384 MiB"));
    assertThat(memory().shortage(128 * MIB, 32 * MIB)).isEmpty();
    assertThat(memory().shortage(160 * MIB, 40 * MIB))
        .hasValueSatisfying(words -> assertThat(words).contains("can reach 316 MiB"));
  }

  @Test
  void shouldTakeTheLeastLimitOfTheGroupsThatItIsIn() throws IOException {
    write("cgroup", "0::/outer/inner\n");
    write("fs/outer/memory.max", "1000\n");
    write("fs/outer/inner/memory.max", "max\n");

    assertThat(memory().allowedBytes()).hasValue(1000);
  }

  @Tag("fault")
  @Test
  void shouldReadVersionOneToo() throws IOException {
    write("cgroup", "4:cpu,cpuacct:/x\n3:memory:/docker/1\n0::/\n");
    write("fs/memory/docker/1/memory.limit_in_bytes", "2000\n");
    write("fs/memory/memory.limit_in_bytes", "9223372036854771712\n");

    assertThat(memory().allowedBytes()).hasValue(2000);
  }

  @Test
  void shouldReadTheMountItselfInAContainerThatIsToldTheHostsPath() throws IOException {
    write("cgroup", "0::/kubepods/pod/container\n");
    write("fs/memory.max", "3000\n");

    assertThat(memory().allowedBytes()).hasValue(3000);
  }

  @Test
  void shouldKnowNoLimitWhereThereIsNone() throws IOException {
    assertThat(memory().allowedBytes()).isEmpty();
    write("cgroup", "nothing\n0::/\n");
    assertThat(memory().allowedBytes()).isEmpty();
    assertThat(memory().shortage(1L << 40, 0)).isEmpty();
  }

  private CgroupMemory memory() {
    return new CgroupMemory(folder.resolve("cgroup"), folder.resolve("fs"));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
