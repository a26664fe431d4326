package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library where nothing but the library is: no flag for the JVM, no jar of the daemon's. */
class BareJvmTest {
  private static final String FLAG = "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED";
  private static final List<String> NONE = List.of();

  /** As where JNA's library cannot be unpacked. */
  private static final List<String> WITHOUT_JNA =
      List.of("-Djna.nounpack=true", "-Djna.nosys=true");

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void record() throws IOException {
    file = new Conversation().connects().asks(Duration.ofMillis(40)).ends().in(folder);
  }

  static List<Path> jvms() throws IOException {
    return ChildJvm.homes();
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void shouldReadCaptureFilesWithoutAFlag(Path jvm) throws IOException {
    assertThat(use(jvm, NONE, "analyze")).contains("responses: 1");
    assertThat(use(jvm, NONE, "read")).contains("samples: ").doesNotContain("samples: 0");
    assertThat(use(jvm, NONE, "page")).doesNotContain("Exception", "Error");
    assertThat(folder.resolve("page.html")).isNotEmptyFile();
  }

  @Tag("live")
  @ParameterizedTest
  @MethodSource("jvms")
  void shouldMeasureWithoutAFlag(Path jvm) throws IOException {
    String said = use(jvm, NONE, "live");
    assumeFalse(said.contains("not here: "), said);
    assertThat(said).contains("responses: 3");
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void shouldNameTheFlagWhereThePackageCannotBeExported(Path jvm) throws IOException {
    assertThat(use(jvm, WITHOUT_JNA, "analyze")).contains("IllegalStateException", FLAG);
    List<String> flags = new ArrayList<>(WITHOUT_JNA);
    flags.addAll(List.of(FLAG.split(" ")));
    assertThat(use(jvm, flags, "analyze")).contains("responses: 1");
  }

  /** This test has the class path of a user of the library, and test libraries. */
  @Test
  void shouldBringNothingThatOnlyTheDaemonNeeds() {
    assertThat(System.getProperty("java.class.path").split(":", -1))
        .extracting(entry -> Path.of(entry).getFileName().toString())
        .anyMatch(name -> name.startsWith("agrona"))
        .noneMatch(
            name ->
                name.matches(
                    "(snakeyaml|pcap4j|slf4j|java-dogstatsd|prometheus|picocli|opentelemetry).*"));
  }

  private String use(Path jvm, List<String> flags, String word) throws IOException {
    return ChildJvm.run(jvm, flags, BareUser.class, word, file.toString());
  }
}
