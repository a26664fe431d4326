package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./dev package} with several JDKs: which runtime Maven is told to link, and for whom. */
class PackageScriptTest {
  private static final String MAVEN =
      """
      if [ "$1" = -v ]; then echo 'Apache Maven 3.9.1 (none)'; exit 0; fi
      mkdir -p packaging/target daemon/target
      for kind in deb rpm tar.gz; do touch packaging/target/rttd.$kind; done
      """;

  @TempDir private Path folder;
  private FakeMachine machine;
  private Path clone;
  private Path home;
  private Path jdks;

  @BeforeEach
  void layOut() throws IOException {
    machine = new FakeMachine(folder);
    clone = folder.resolve("clone");
    machine.layOutScripts(clone);
    machine.install("mvn", MAVEN);
    home = machine.jdk("17.0.1");
    jdks = Files.createDirectory(folder.resolve("no jdks"));
  }

  @Test
  void shouldLinkTheRuntimeOfTheJdkThatBuilds() throws Exception {
    assertThat(build())
        .contains("-Druntime.jdk=" + home + " ", "-Druntime.jlink=" + home + "/bin/jlink ")
        .contains("-Ddeb.architecture=amd64", "-Drpm.architecture=x86_64");
  }

  @Test
  void shouldPackTheRuntimeThatNeedsTheOldestGlibc() throws Exception {
    Path portable = machine.jdk("25.0.3", "x86_64", "2.17");
    machine.jdk("25", "x86_64", "2.35");
    machine.jdk("26", "x86_64", "2.12");
    machine.jdk("25.0.4", "aarch64", "2.12");
    Path musl = machine.jdk("25.0.5", "x86_64", "2.12");
    Files.writeString(musl.resolve("release"), "LIBC=\"musl\"\n", StandardOpenOption.APPEND);
    jdks = folder;

    Outcome outcome = run();
    assertThat(lastBuild()).contains("-Druntime.jdk=" + portable + " ", "-Dglibc.version=2.23 ");
    assertThat(outcome.err())
        .contains("packaging the runtime of " + portable + " (Java 25), for glibc 2.23 and newer")
        .contains("RHEL 8, Debian 10,")
        .doesNotContain("need a JDK built for an older glibc");
    assertThat(build("--runtime", home.toString())).contains("-Druntime.jdk=" + home + " ");
  }

  @Test
  void shouldSayHowToServeOlderSystems() throws Exception {
    Outcome outcome = run();
    assertThat(outcome.err())
        .contains("for glibc 2.35 and newer: Ubuntu 22.04, Debian 12,")
        .contains("older systems need a JDK built for an older glibc", "Temurin 25", "--runtime");

    Path portable = machine.jdk("21", "x86_64", "2.17");
    assertThat(run("--runtime", portable.toString()).err())
        .doesNotContain("need a JDK built for an older glibc")
        .contains("with a JDK 25 under /usr/lib/jvm, rttd would start faster");
  }

  @Test
  void shouldClaimTheOldestGlibcThatItIsStartedOn() throws Exception {
    assertThat(build()).contains("-Dglibc.version=2.35 ");
    assertThat(build("--runtime", machine.jdk("25", "x86_64", "2.17").toString()))
        .contains("-Dglibc.version=2.23 ");
    assertThat(build("--runtime", machine.jdk("26", "x86_64", "2.35").toString()))
        .contains("-Dglibc.version=2.35 ");
  }

  @Test
  void shouldClaimNoLessThanTheSymbolsAskForWhereNoSystemIsThatNew() throws Exception {
    assertThat(build("--runtime", machine.jdk("25", "x86_64", "2.99").toString()))
        .contains("-Dglibc.version=2.99 ");
  }

  @Test
  void shouldAskForTheLibrariesThatTheRuntimeAsksFor() throws Exception {
    assertThat(build()).contains("-Ddeb.libraries= ", "-Drpm.zlib=libc.so.6()(64bit) ");

    Files.writeString(home.resolve("lib/libzip.so"), "\0libz.so.1\0");
    assertThat(build())
        .contains("-Ddeb.libraries=, zlib1g ", "-Drpm.zlib=libz.so.1()(64bit) ")
        .contains("-Drpm.libstdcxx=libc.so.6()(64bit) ");
  }

  @Test
  void shouldLetTheJdkThatBuildsLinkForAnotherMachine() throws Exception {
    Path foreign = foreignJdk("17.0.2");
    Files.createDirectory(foreign.resolve("jmods"));
    Files.createFile(foreign.resolve("jmods/java.base.jmod"));

    assertThat(build("--runtime", foreign.toString()))
        .contains("-Druntime.jdk=" + foreign + " ", "-Druntime.jlink=" + home + "/bin/jlink ")
        .contains("-Ddeb.architecture=arm64", "-Drpm.architecture=aarch64", "linux-aarch64")
        .contains("-Dglibc.version=2.36 ");
  }

  @Test
  void shouldRefuseAForeignJdkThatCannotBeLinkedHere() throws Exception {
    Outcome withoutModules = run("--runtime", foreignJdk("17.0.2").toString());
    assertThat(withoutModules.exitCode()).isEqualTo(1);
    assertThat(withoutModules.err()).contains("without jmods, another jlink cannot replace it");

    Path newer = foreignJdk("21");
    Files.createDirectory(newer.resolve("jmods"));
    Files.createFile(newer.resolve("jmods/java.base.jmod"));
    Outcome ofAnotherVersion = run("--runtime", newer.toString());
    assertThat(ofAnotherVersion.exitCode()).isEqualTo(1);
    assertThat(ofAnotherVersion.err()).contains("does not have version 21");
    assertThat(machine.calls()).noneMatch(call -> call.startsWith("mvn -B"));
  }

  /** Its programs are for another machine. */
  private Path foreignJdk(String version) throws IOException {
    Path jdk = machine.jdk(version, "aarch64", "2.34");
    FakeMachine.script(jdk.resolve("bin/jlink"), "exit 126\n");
    return jdk;
  }

  /** What Maven was called with. */
  private String build(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return lastBuild();
  }

  private String lastBuild() throws IOException {
    List<String> calls =
        machine.calls().stream().filter(call -> call.startsWith("mvn -B")).toList();
    return calls.get(calls.size() - 1);
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 1];
    all[0] = "package";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    ProcessBuilder process = machine.process(clone.resolve("dev"), all);
    process.environment().put("JAVA_HOME", home.toString());
    process.environment().put("RTTD_JDKS", jdks.toString());
    return machine.run(process);
  }
}
