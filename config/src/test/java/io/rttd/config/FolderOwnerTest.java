package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderOwnerTest {
  private static final int SOMEBODY = 65534;

  @TempDir Path folder;

  @BeforeEach
  void needRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives folders away");
  }

  @Test
  void shouldGiveNewFoldersToTheOwnerOfTheFolderAbove() throws IOException {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.setAttribute(logs, "unix:uid", SOMEBODY);
    Files.setAttribute(logs, "unix:gid", SOMEBODY);

    FolderOwner.createFolders(logs.resolve("a/b"));

    assertThat(owner(logs.resolve("a"))).isEqualTo(SOMEBODY);
    assertThat(owner(logs.resolve("a/b"))).isEqualTo(SOMEBODY);
  }

  @Tag("fault")
  @Test
  void shouldGiveNewFoldersInRootsToTheServicesAccount() throws IOException {
    FolderOwner.createFolders(folder.resolve("of-daemon/inside"), "daemon");
    FolderOwner.createFolders(folder.resolve("of-root"), "no such account");

    int daemon = owner(folder.resolve("of-daemon"));
    assertThat(daemon).isNotZero();
    assertThat(owner(folder.resolve("of-daemon/inside"))).isEqualTo(daemon);
    assertThat(owner(folder.resolve("of-root"))).isZero();
  }

  @Test
  void shouldLeaveFoldersAloneThatAreThere() throws IOException {
    FolderOwner.createFolders(folder, "daemon");
    assertThat(owner(folder)).isZero();
  }

  private static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid");
  }
}
