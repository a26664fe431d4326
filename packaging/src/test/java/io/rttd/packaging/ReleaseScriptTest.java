package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./dev release}, in a repository of its own, where Maven makes files of nothing. */
class ReleaseScriptTest {
  private static final String MAVEN =
      """
      if [ "$1" = -v ]; then echo 'Apache Maven 3.9.1 (none)'; exit 0; fi
      version=$(sed -n 's|.*<package.version>\\(.*\\)</package.version>.*|\\1|p' packaging/pom.xml)
      mkdir -p packaging/target/reference daemon/target
      echo '{}' >packaging/target/reference/rttd.cdx.json
      for word in "$@"; do
        case $word in
          -DaltDeploymentRepository=rttd::file://*)
            library=${word#*file://}/io/rttd/rttd-probe
            mkdir -p "$library" && echo jar >"$library/rttd-probe-$version.jar"
            ;;
        esac
      done
      for name in rttd_${version}_amd64.deb rttd-$version-1.x86_64.rpm rttd-$version.tar.gz; do
        echo "$name" >packaging/target/$name
      done
      """;

  @TempDir private Path folder;
  private FakeMachine machine;
  private Path clone;

  @BeforeEach
  void layOut() throws Exception {
    assumeThat(Path.of("/usr/bin/git")).exists();
    machine = new FakeMachine(folder);
    clone = Files.createDirectory(folder.resolve("clone"));
    for (String file :
        List.of(
            "dev",
            "pom.xml",
            "CHANGELOG.md",
            "config/pom.xml",
            "packaging/pom.xml",
            "packaging/glibc.sh",
            "packaging/package.sh",
            "packaging/release.sh",
            "packaging/repository.sh",
            "packaging/tools.sh",
            "docs/library.md",
            "bom/pom.xml",
            "packaging/container/Dockerfile",
            "packaging/container/daemonset.yaml",
            "packaging/chart/Chart.yaml")) {
      Files.createDirectories(clone.resolve(file).getParent());
      Files.copy(SourceTree.ROOT.resolve(file), clone.resolve(file));
    }
    // Right after a release there are none.
    Path changes = clone.resolve("CHANGELOG.md");
    Files.writeString(
        changes,
        Files.readString(changes)
            .replaceFirst("## Unreleased\n", "## Unreleased\n\n### Added\n\n- A change.\n"));
    Files.writeString(clone.resolve(".gitignore"), "target/\n");
    machine.install("id", "echo 0");
    machine.install("ldconfig", "echo libpcap.so.0.8");
    machine.install("mvn", MAVEN);
    for (String tool : List.of("git", "tar", "date", "sha256sum", "xargs")) {
      machine.install(tool, "exec /usr/bin/" + tool + " \"$@\"");
    }
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "begin");
  }

  @Test
  void shouldTagTheVersionAndContinueWithTheNext() throws Exception {
    Outcome outcome = release("7.8.9");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(git("tag")).isEqualTo("v7.8.9\n");
    assertThat(git("log", "--format=%s")).startsWith("Begin 7.8.10-SNAPSHOT\nRelease 7.8.9\n");
    assertThat(git("show", "v7.8.9:config/pom.xml")).contains("<version>7.8.9</version>");
    assertThat(git("show", "v7.8.9:CHANGELOG.md"))
        .containsPattern("\n## Unreleased\n\n## 7\\.8\\.9 - 20..-..-..\n\n### ");
    assertThat(git("show", "v7.8.9:packaging/container/Dockerfile")).contains("ARG VERSION=7.8.9");
    assertThat(git("show", "v7.8.9:packaging/chart/Chart.yaml"))
        .contains("\nversion: 7.8.9\n", "\nappVersion: 7.8.9\n");
    assertThat(git("show", "HEAD:packaging/pom.xml"))
        .contains("<version>7.8.10-SNAPSHOT</version>", ">7.8.10~SNAPSHOT</package.version>");
    assertThat(git("show", "HEAD:bom/pom.xml")).contains("<version>7.8.10-SNAPSHOT</version>");
    assertThat(git("show", "HEAD:docs/library.md"))
        .contains("<version>7.8.9</version>", "\"io.rttd:rttd-probe:7.8.9\"")
        .contains("<version>5.14.4</version>");
  }

  @Test
  void shouldHandOutTheLibraryTheArchiveAndWhereTheyComeFrom() throws Exception {
    assertThat(release("7.8.9").exitCode()).isZero();
    Path repository = clone.resolve("packaging/target/repository");
    assertThat(repository.resolve("SHA256SUMS"))
        .content()
        .contains(
            "  rttd-7.8.9.tar.gz\n",
            "  rttd.cdx.json\n",
            "  provenance.json\n",
            "  maven/io/rttd/rttd-probe/rttd-probe-7.8.9.jar\n");
    assertThat(repository.resolve("provenance.json"))
        .content()
        .contains(
            "\"command\": \"./dev release 7.8.9\"",
            "\"gitCommit\": \"" + git("rev-parse", "v7.8.9^{commit}").strip() + "\"",
            "\"uncommittedChanges\": false",
            "\"jdk\": \"none 17.0.1\"",
            "\"maven\": \"3.9.1\"")
        .containsPattern(
            "\"name\": \"rttd-7\\.8\\.9\\.tar\\.gz\", \"digest\": \\{ \"sha256\": \"[0-9a-f]{64}\""
                + " }");
  }

  @Test
  void shouldReleaseNothingWithAKeyThatGpgLacks() throws Exception {
    machine.install("gpg", "exit 2");
    Outcome outcome = release("7.8.9", "--key", "NOBODY");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("gpg has no secret key NOBODY");
    assertThat(git("log", "--format=%s")).isEqualTo("begin\n");
  }

  @Test
  void shouldLeaveALibraryAloneThatHasTheVersionOfRttd() throws Exception {
    Path pom = clone.resolve("config/pom.xml");
    String library =
        """
            <dependency>
              <artifactId>another</artifactId>
              <version>1.2.3</version>
            </dependency>
          </dependencies>
        """;
    Files.writeString(pom, Files.readString(pom).replaceFirst(" *</dependencies>\n", library));
    git("commit", "-q", "-a", "-m", "take another library");
    Outcome outcome = release("1.2.3");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(git("show", "v1.2.3:config/pom.xml"))
        .containsPattern("<artifactId>rttd</artifactId>\\s*<version>1\\.2\\.3</version>");
    assertThat(git("show", "HEAD:config/pom.xml"))
        .containsPattern("<artifactId>rttd</artifactId>\\s*<version>1\\.2\\.4-SNAPSHOT</version>")
        .contains(library);
    assertThat(git("show", "HEAD:pom.xml"))
        .containsPattern("<artifactId>rttd</artifactId>\\s*<version>1\\.2\\.4-SNAPSHOT</version>");
  }

  @Test
  void shouldLeaveNothingOfAReleaseWhoseBuildFails() throws Exception {
    String before = git("rev-parse", "HEAD");
    machine.install(
        "mvn", "if [ \"$1\" = -v ]; then echo 'Apache Maven 3.9.1 (none)'; exit 0; fi\nexit 1");
    Outcome outcome = release("7.8.9");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("the build failed", "the commit of 7.8.9 was removed");
    assertThat(git("rev-parse", "HEAD")).isEqualTo(before);
    assertThat(git("status", "--porcelain")).isEmpty();
    assertThat(git("tag")).isEmpty();

    machine.install("mvn", MAVEN);
    assertThat(release("7.8.9").exitCode()).isZero();
    assertThat(git("tag")).isEqualTo("v7.8.9\n");
  }

  @Test
  void shouldSayHowToUndoWhatItCannotTakeBack() throws Exception {
    String before = git("rev-parse", "HEAD").strip();
    machine.install(
        "mvn",
        "if [ \"$1\" = -v ]; then echo 'Apache Maven 3.9.1 (none)'; exit 0; fi\n"
            + "echo mine >>config/pom.xml\nexit 1");
    Outcome outcome = release("7.8.9");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("git reset --hard " + before);
    assertThat(clone.resolve("config/pom.xml")).content().endsWith("mine\n");
    assertThat(git("tag")).isEmpty();
  }

  @Test
  void shouldOnlyShowWhatItWouldDo() throws Exception {
    Outcome outcome = release("7.8.9", "--dry-run");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("+    <version>7.8.9</version>");
    assertThat(outcome.err()).contains("continue as 7.8.10-SNAPSHOT");
    assertThat(git("tag")).isEmpty();
    assertThat(git("status", "--porcelain")).isEmpty();
    assertThat(machine.calls()).noneMatch(call -> call.startsWith("mvn"));
  }

  @Test
  void shouldPackTheRuntimeOfTheJdkThatItIsGiven() throws Exception {
    Path other = machine.jdk("25", "x86_64", "2.17");
    Outcome outcome = release("7.8.9", "--runtime", other.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(git("tag")).isEqualTo("v7.8.9\n");
    assertThat(machine.calls())
        .filteredOn(call -> call.contains(" -Ppackages "))
        .isNotEmpty()
        .allMatch(call -> call.contains("-Druntime.jdk=" + other + " "));
  }

  @Test
  void shouldRejectAnInvalidVersionOrUncommittedChanges() throws Exception {
    assertThat(release("7.8").err()).contains("Three numbers");
    assertThat(release("7.8.9", "--dry").err()).contains("not --dry.");
    Files.writeString(clone.resolve("dev"), "\n", StandardOpenOption.APPEND);
    Outcome outcome = release("7.8.9");
    assertThat(outcome.err()).contains("commit them first");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(git("tag")).isEmpty();
  }

  private Outcome release(String... arguments) throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 1];
    all[0] = "release";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    ProcessBuilder process = machine.process(clone.resolve("dev"), all);
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    return machine.run(asSomebody(process));
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder process = machine.process(Path.of("/usr/bin/git"), arguments);
    Outcome outcome = machine.run(asSomebody(process.directory(clone.toFile())));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private static ProcessBuilder asSomebody(ProcessBuilder process) {
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      process.environment().put("GIT_" + who + "_NAME", "a test");
      process.environment().put("GIT_" + who + "_EMAIL", "test@rttd.example");
    }
    return process;
  }
}
