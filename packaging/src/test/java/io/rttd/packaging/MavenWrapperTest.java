package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./mvnw}, on a machine where curl copies a Maven that prints its arguments. */
class MavenWrapperTest {
  private static final String URL =
      "https://repo.maven.apache.org/maven2/org/apache/maven/apache-maven/9.9/apache-maven-9.9-bin.tar.gz";

  @TempDir private Path folder;
  private FakeMachine machine;
  private Path clone;

  @BeforeEach
  void layOut() throws Exception {
    machine = new FakeMachine(folder);
    for (String tool : List.of("gzip", "mv", "sed", "sha256sum", "tar")) {
      machine.install(tool, "exec /usr/bin/" + tool + " \"$@\"");
    }
    FakeMachine.script(folder.resolve("apache-maven-9.9/bin/mvn"), "printf '%s\\n' \"$@\"\n");
    run("tar", "-czf", "maven.tar.gz", "apache-maven-9.9");
    machine.install("curl", "cp '" + folder.resolve("maven.tar.gz") + "' \"$3\"");
    clone = Files.createDirectories(folder.resolve("a clone"));
    Files.copy(SourceTree.ROOT.resolve("mvnw"), clone.resolve("mvnw"));
    useChecksum(run("sha256sum", "maven.tar.gz").out().split(" ", 2)[0]);
  }

  @Test
  void shouldDownloadMavenOnceAndPassArgumentsOn() throws Exception {
    assertThat(mvnw("-v", "a file").out()).isEqualTo("-v\na file\n");
    assertThat(mvnw("verify").out()).isEqualTo("verify\n");
    assertThat(downloads()).containsExactly(URL);
  }

  @Test
  void shouldRunNothingThatHasAnotherChecksum() throws Exception {
    useChecksum("0".repeat(64));
    Outcome outcome = mvnw("-v");
    assertThat(outcome.err()).contains("expected " + "0".repeat(64));
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void shouldDownloadFromAMirror() throws Exception {
    ProcessBuilder process = machine.process(clone.resolve("mvnw"), "-v");
    process.environment().put("MVNW_REPOURL", "https://mirror.example/maven/");
    assertThat(machine.run(process).exitCode()).isZero();
    assertThat(downloads())
        .containsExactly(
            "https://mirror.example/maven/org/apache/maven/apache-maven/9.9/apache-maven-9.9-bin.tar.gz");
  }

  @Test
  void shouldPinMavenByChecksum() throws IOException {
    assertThat(Files.readString(SourceTree.ROOT.resolve(".mvn/wrapper/maven-wrapper.properties")))
        .containsPattern(
            "distributionUrl=https://repo\\.maven\\.apache\\.org/maven2/.*-bin\\.tar\\.gz")
        .containsPattern("distributionSha256Sum=[0-9a-f]{64}");
  }

  private void useChecksum(String checksum) throws IOException {
    Path properties = clone.resolve(".mvn/wrapper/maven-wrapper.properties");
    Files.createDirectories(properties.getParent());
    Files.writeString(
        properties, "distributionUrl=" + URL + "\ndistributionSha256Sum=" + checksum + "\n");
  }

  private Outcome mvnw(String... arguments) throws Exception {
    return machine.run(machine.process(clone.resolve("mvnw"), arguments));
  }

  private Outcome run(String tool, String... arguments) throws Exception {
    return machine.run(machine.process(machine.bin().resolve(tool), arguments));
  }

  private List<String> downloads() throws IOException {
    return machine.calls().stream()
        .filter(call -> call.startsWith("curl"))
        .map(call -> call.substring(call.lastIndexOf(' ') + 1))
        .toList();
  }
}
