package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabProcessesTest {
  @TempDir Path folder;

  @Test
  void shouldEndWhatAShellStartedTogetherWithTheShell() {
    try (LabProcesses processes = new LabProcesses()) {
      Process shell =
          processes.startAndAwait(
              List.of("sh", "-c", "sleep 60 & echo ready; wait"), folder.resolve("out"), "ready");
      List<ProcessHandle> started = shell.descendants().toList();
      assertThat(started).isNotEmpty();

      LabProcesses.stop(shell);

      assertThat(shell.isAlive()).isFalse();
      assertThat(started).noneMatch(ProcessHandle::isAlive);
    }
  }
}
