package io.rttd.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingFileTest {
  @TempDir Path folder;
  private Path log;

  @BeforeEach
  void nameLog() {
    log = folder.resolve("logs").resolve("rttd.log");
  }

  @Test
  void shouldKeepTheConfiguredNumberOfFilesOfThatSize() throws IOException {
    try (RollingFile file = new RollingFile(log, 10, 3)) {
      for (int i = 1; i <= 9; i++) {
        write(file, "line" + i + "\n");
      }
    }

    assertThat(log).hasContent("line9\n");
    assertThat(sibling(1)).hasContent("line8\n");
    assertThat(sibling(2)).hasContent("line7\n");
    assertThat(sibling(3)).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void shouldContinueWithWhatIsThere() throws IOException {
    Files.createDirectories(log.getParent());
    Files.writeString(log, "before\n");
    try (RollingFile file = new RollingFile(log, 10, 2)) {
      write(file, "after\n");
    }
    assertThat(log).hasContent("after\n");
    assertThat(sibling(1)).hasContent("before\n");
  }

  @Test
  void shouldStartOverWithASingleFile() throws IOException {
    try (RollingFile file = new RollingFile(log, 10, 1)) {
      write(file, "line1\n");
      write(file, "line2\n");
    }
    assertThat(log).hasContent("line2\n");
    assertThat(sibling(1)).doesNotExist();
  }

  @Tag("fault")
  @Test
  void shouldNotRollAFileThatSomebodyElseEmptied() throws IOException {
    try (RollingFile file = new RollingFile(log, 10, 2)) {
      write(file, "line1\n");
      Files.writeString(log, "");
      write(file, "line2\n");
    }
    assertThat(log).hasContent("line2\n");
    assertThat(sibling(1)).doesNotExist();
  }

  @Test
  void shouldWriteForAThreadThatWasInterrupted() throws IOException {
    try (RollingFile file = new RollingFile(log, 10, 2)) {
      Thread.currentThread().interrupt();
      write(file, "line1\n");
      write(file, "line2\n");
      assertThat(Thread.interrupted()).isTrue();
      write(file, "\n");
    }
    assertThat(Files.readString(log)).isEqualTo("line2\n\n");
  }

  @Tag("fault")
  @Test
  void shouldBelongToTheFoldersOwnerWhenRootCreatesIt() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    Files.createDirectories(log.getParent());
    Files.setAttribute(log.getParent(), "unix:uid", 65534);
    Files.setAttribute(log.getParent(), "unix:gid", 65534);
    try (RollingFile file = new RollingFile(log, 10, 2)) {
      write(file, "line1\n");
      write(file, "line2\n");
    }
    for (Path each : List.of(log, sibling(1))) {
      assertThat(Files.getAttribute(each, "unix:uid")).as("%s", each).isEqualTo(65534);
      assertThat(Files.getAttribute(each, "unix:gid")).as("%s", each).isEqualTo(65534);
    }
  }

  @Tag("fault")
  @Test
  void shouldRefuseAFifoRatherThanWaitForItsReader() throws Exception {
    Files.createDirectories(log.getParent());
    assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor()).isZero();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> new RollingFile(log, 10, 2)).hasMessageContaining("FIFO"));
  }

  @Tag("fault")
  @Test
  void shouldRefuseASymbolicLinkRatherThanWriteWhereItLeads() throws Exception {
    Files.createDirectories(log.getParent());
    Path precious = Files.writeString(folder.resolve("precious"), "as it was");
    for (Path target : List.of(precious, folder.resolve("missing"))) {
      Files.deleteIfExists(log);
      Files.createSymbolicLink(log, target);
      assertThatThrownBy(() -> new RollingFile(log, 10, 2))
          .hasMessageContaining("is a symbolic link to " + target)
          .hasMessageContaining("name the target itself");
    }
    assertThat(precious).hasContent("as it was");
    assertThat(folder.resolve("missing")).doesNotExist();
  }

  @Test
  void shouldWriteToAStreamThatIsOpenAlready() throws Exception {
    try (RollingFile file = new RollingFile(Path.of("/dev/stderr"), 0, 1)) {
      write(file, "");
    }
  }

  private Path sibling(int number) {
    return log.resolveSibling("rttd.log." + number);
  }

  private static void write(RollingFile file, String line) throws IOException {
    file.write(line.getBytes(StandardCharsets.UTF_8));
  }
}
