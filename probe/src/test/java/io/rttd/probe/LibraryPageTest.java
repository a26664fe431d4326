package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/library.md shows is what runs. */
class LibraryPageTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void shouldShowTheExampleThatRunsAsATest() throws IOException {
    String example =
        Files.readString(ROOT.resolve("probe/src/test/java/com/example/CheckoutTest.java"));
    assertThat(Files.readString(ROOT.resolve("docs/library.md")))
        .contains("```java\n" + example + "```\n");
  }

  @Test
  void shouldNameEachConfigurationParameter() throws IOException {
    assertThat(Files.readString(ROOT.resolve("docs/library.md")))
        .contains("`rttd.skip-without-permission=true`")
        .contains("`rttd.capture.folder`")
        .contains("`rttd.capture.max-megabytes`");
  }
}
