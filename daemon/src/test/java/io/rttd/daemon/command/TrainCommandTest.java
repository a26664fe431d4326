package io.rttd.daemon.command;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @TempDir Path folder;

  @Test
  void shouldAnalyzeItsCapturesAndRunTheDaemonOnOneAndDiscardTheResults() {
    CommandRun run = rttd("train", "--rounds", 1, "--every-format", folder);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("starting with " + folder.resolve("rttd.yaml"));
    assertThat(folder).isDirectoryContaining("glob:**short.pcap");
  }

  @Test
  void shouldFailWhereItCannotWriteItsCaptures() {
    CommandRun run = rttd("train", folder.resolve("missing"));

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("missing");
  }

  @Test
  void shouldBeNoCommandForUsers() {
    assertThat(rttd("--help").out()).contains("analyze").doesNotContain("train");
  }
}
