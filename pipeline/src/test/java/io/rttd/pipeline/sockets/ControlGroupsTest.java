package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With ordinary directories, whose inode numbers stand for ids. */
class ControlGroupsTest {
  @TempDir private Path root;

  private ControlGroups groups() {
    return new ControlGroups(root);
  }

  private static long idOf(Path directory) throws IOException {
    return (Long) Files.getAttribute(directory, "unix:ino");
  }

  @Test
  void shouldFindAGroupByTheInodeOfItsDirectory() throws IOException {
    Path unit = Files.createDirectories(root.resolve("system.slice/nginx.service"));

    assertThat(groups().path(idOf(unit))).contains("system.slice/nginx.service");
    assertThat(groups().path(idOf(root))).contains("");
  }

  @Test
  void shouldReadTheTreeAgainForAGroupThatIsNew() throws IOException {
    ControlGroups groups = groups();
    Path first = Files.createDirectory(root.resolve("a.service"));
    assertThat(groups.path(idOf(first))).contains("a.service");

    Path second = Files.createDirectory(root.resolve("b.service"));
    assertThat(groups.path(idOf(second))).contains("b.service");
  }

  @Test
  void shouldNotKnowAGroupOfAnotherNamespace() {
    assertThat(groups().path(1L << 50)).isEmpty();
    assertThat(new ControlGroups(root.resolve("absent")).path(7)).isEmpty();
  }
}
