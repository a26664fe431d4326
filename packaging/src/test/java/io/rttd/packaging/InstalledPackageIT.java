package io.rttd.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The DEB that was just built, unpacked: is all there, and does it run? Installs nothing. */
class InstalledPackageIT {
  private static final int MEGABYTE = 1_000_000;
  private static final String CAPTURE = "/io/rttd/daemon/demo/loopback.pcap";

  @TempDir private static Path unpacked;
  private static Path deb;

  @TempDir private Path folder;

  @BeforeAll
  static void unpack() throws Exception {
    deb = Path.of(System.getProperty("rttd.deb"));
    assumeThat(Path.of("/usr/bin/dpkg-deb")).as("dpkg-deb, to unpack it").exists();
    assertThat(run("dpkg-deb", "-x", deb.toString(), unpacked.toString()).exitCode()).isZero();
  }

  @Test
  void shouldInstallEverythingInItsPlace() {
    assertThat(
            Stream.of(
                "etc/rttd/rttd.yaml",
                "usr/bin/rttd",
                "usr/lib/rttd/bin/go-metro",
                "usr/lib/rttd/bin/class-data",
                "usr/lib/rttd/lib/rttd.jar",
                "usr/lib/rttd/native/libjnidispatch.so",
                "usr/lib/rttd/runtime/bin/java",
                "usr/lib/systemd/system/rttd.service",
                "usr/share/bash-completion/completions/rttd",
                "usr/share/doc/rttd/changelog.gz",
                "usr/share/doc/rttd/copyright",
                "usr/share/doc/rttd/rttd.cdx.json",
                "usr/share/man/man1/rttd.1.gz",
                "usr/share/man/man5/rttd.yaml.5.gz"))
        .allSatisfy(path -> assertThat(unpacked.resolve(path)).exists());
  }

  @Test
  void shouldBringOnlyLibrariesWhoseAdvisoriesWereReviewed() throws Exception {
    List<String> reviewed;
    try (Stream<String> lines = Files.lines(Path.of("advisories.tsv"))) {
      reviewed = lines.filter(line -> !line.startsWith("#")).map(l -> l.split("\t", 2)[0]).toList();
    }
    try (Stream<Path> jars = Files.list(unpacked.resolve("usr/lib/rttd/lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .filteredOn(jar -> !jar.startsWith("rttd"))
          .containsExactlyInAnyOrderElementsOf(reviewed);
    }
  }

  @Test
  void shouldStartWithoutAnyOtherJava() throws Exception {
    assertThat(rttd("--version")).startsWith("rttd ").contains("(java ");
  }

  @Test
  void shouldInstallAConfigurationThatIsInOrder() throws Exception {
    rttd("check", unpacked.resolve("etc/rttd/rttd.yaml").toString());
  }

  @Test
  void shouldAnalyseACapture() throws Exception {
    assertThat(rttd("analyze", "--format", "csv", capture().toString()).lines())
        .hasSizeGreaterThan(1);
  }

  @Test
  void shouldBeSmall() throws Exception {
    assertThat(Files.size(deb)).isLessThan(37L * MEGABYTE); // by gzip, as ./dev test packs
    try (Stream<Path> files = Files.walk(unpacked.resolve("usr"))) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .filter(path -> !path.toString().matches(".*/rttd\\.(aot|jsa)"))
                  .mapToLong(path -> path.toFile().length())
                  .sum())
          .as("bytes installed, without what training makes")
          .isLessThan(62L * MEGABYTE);
    }
  }

  /** Which is slow. A static logger of any class that an analysis uses would do that. */
  @Test
  void shouldNotStartTheJdksLoggingForAnAnalysis() throws Exception {
    Path classes = unpacked.resolve("classes.txt");
    ProcessBuilder process =
        program(unpacked.resolve("usr/bin/rttd").toString(), "analyze", capture().toString());
    process.environment().put("RTTD_JAVA_OPTS", "-Xlog:class+init=info:file=" + classes);
    Outcome outcome = FakeMachine.outcome(process, Files.createTempDirectory(unpacked, "run"));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(classes)
        .content()
        .contains("'io/rttd/engine/RttEngine'")
        .doesNotContain("'java/util/logging/LogManager'");
  }

  @Test
  void shouldRunTheSameAfterItsTraining() throws Exception {
    Path capture = capture();
    String before = rttd("analyze", "--format", "csv", capture.toString());
    Path lib = unpacked.resolve("usr/lib/rttd/lib");
    Outcome made = run(unpacked.resolve("usr/lib/rttd/bin/class-data").toString());
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(Files.exists(lib.resolve("rttd.aot")) ^ Files.exists(lib.resolve("rttd.jsa")))
        .as("a cache or an archive")
        .isTrue();

    // It says nothing that was not asked for.
    assertThat(rttd("--version").lines()).hasSize(1);
    assertThat(rttd("analyze", "--format", "csv", capture.toString())).isEqualTo(before);
  }

  @Test
  void shouldClaimNoOlderGlibcThanItNeeds() throws Exception {
    String depends = run("dpkg-deb", "-f", deb.toString(), "Depends").out();
    Matcher claim = Pattern.compile("libc6 \\(>= ([0-9.]+)\\)").matcher(depends);
    assertThat(claim.find()).as(depends).isTrue();
    assertThat(claim.group(1))
        .usingComparator(NativeLibraries.BY_VERSION)
        .isGreaterThanOrEqualTo(NativeLibraries.below(unpacked).newestGlibc());
  }

  @Test
  void shouldListEachLibraryInTheBillOfMaterialsAndInTheCopyright() throws Exception {
    String bill = Files.readString(unpacked.resolve("usr/share/doc/rttd/rttd.cdx.json"));
    Copyright copyright = Copyright.read(unpacked.resolve("usr/share/doc/rttd/copyright"));
    List<String> jars = new ArrayList<>();
    try (Stream<Path> lib = Files.list(unpacked.resolve("usr/lib/rttd/lib"))) {
      lib.map(path -> path.getFileName().toString())
          .filter(n -> n.endsWith(".jar"))
          .forEach(jars::add);
    }
    assertThat(bill).contains("\"purl\" : \"pkg:npm/uplot@" + BundledLibraries.UPLOT + "\"");
    assertThat(jars).hasSizeGreaterThan(20);
    for (String jar : jars) {
      if (!jar.startsWith("rttd")) {
        String artifact = jar.replaceFirst("-[0-9].*", "");
        assertThat(bill).as(jar).contains("/" + artifact + "@");
        assertThat(copyright.names("usr/lib/rttd/lib/" + jar)).as("copyright of " + jar).isTrue();
      }
    }
  }

  @Test
  void shouldHaveACompletionAndManualsThatCanBeRead() throws Exception {
    String completion = unpacked.resolve("usr/share/bash-completion/completions/rttd").toString();
    assertThat(run("bash", "-c", ". \"$0\" && complete -p rttd", completion).out())
        .contains("rttd");
    assumeThat(Path.of("/usr/bin/man")).exists();
    for (String page : List.of("man1/rttd.1.gz", "man5/rttd.yaml.5.gz")) {
      Path file = unpacked.resolve("usr/share/man").resolve(page);
      Outcome read = run("man", "--warnings", "-l", "-E", "UTF-8", file.toString());
      assertThat(read.err()).isEmpty();
      assertThat(read.out()).contains("rttd");
    }
  }

  @Test
  void shouldKeepGoMetrosSupervisorEntryRunning() throws Exception {
    Path go = unpacked.resolve("usr/lib/rttd/bin/go-metro");
    Path configuration = folder.resolve("go-metro.yaml");
    Path log = folder.resolve("go-metro.log");
    Files.writeString(
        configuration,
        "init_config:\n  statsd_ip: 127.0.0.1\n  statsd_port: 9\n  status_socket: %s\nconfig:\n- interface: file\n  pcap: %s\n"
            .formatted(folder.resolve("socket"), capture()));
    Outcome outcome = run(go.toString(), "-cfg=" + configuration, "-log=" + log);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(log).content().contains("starting with " + configuration);
  }

  @Test
  void shouldMeasureTheLoopbackInterface() throws Exception {
    try (DatagramSocket statsd = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path configuration = folder.resolve("rttd.yaml");
      Files.writeString(
          configuration,
          """
          init_config:
            statsd_ip: 127.0.0.1
            statsd_port: %d
            report_interval: 1
            status_socket: %s
          instances:
          - interface: lo
            ports: [%d]
          """
              .formatted(statsd.getLocalPort(), folder.resolve("socket"), server.getLocalPort()));
      Path log = folder.resolve("log");
      Process rttd = start(log, "run", "-c", configuration.toString());
      try {
        await().until(() -> !rttd.isAlive() || Files.readString(log).contains(": measuring"));
        assumeThat(rttd.isAlive() || rttd.exitValue() != 3).as("permission to capture").isTrue();
        assertThat(rttd.isAlive()).as(Files.readString(log)).isTrue();
        talkTo(server);
        assertThat(firstMetric(statsd, "system.net.tcp.rtt.avg:")).contains("dst:127.0.0.1");
      } finally {
        rttd.destroy();
      }
      assertThat(rttd.waitFor()).as(Files.readString(log)).isZero();
    }
  }

  private static void talkTo(ServerSocket server) throws IOException {
    try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket peer = server.accept()) {
      for (int i = 0; i < 10; i++) {
        client.getOutputStream().write(i);
        assertThat(peer.getInputStream().read()).isEqualTo(i);
        peer.getOutputStream().write(i);
        assertThat(client.getInputStream().read()).isEqualTo(i);
      }
    }
  }

  private static String firstMetric(DatagramSocket statsd, String name) throws IOException {
    statsd.setSoTimeout(20_000);
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    while (true) {
      statsd.receive(packet);
      String lines = new String(packet.getData(), 0, packet.getLength(), UTF_8);
      Optional<String> found = lines.lines().filter(line -> line.startsWith(name)).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  private static Process start(Path log, String... arguments) throws IOException {
    return program(unpacked.resolve("usr/bin/rttd").toString(), arguments)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private Path capture() throws IOException {
    Path capture = folder.resolve("loopback.pcap");
    try (InputStream in = InstalledPackageIT.class.getResourceAsStream(CAPTURE)) {
      Files.copy(in, capture);
    }
    return capture;
  }

  private static String rttd(String... arguments) throws Exception {
    Outcome outcome = run(unpacked.resolve("usr/bin/rttd").toString(), arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private static Outcome run(String program, String... arguments)
      throws IOException, InterruptedException {
    return FakeMachine.outcome(
        program(program, arguments), Files.createTempDirectory(unpacked, "run"));
  }

  /** With neither the Java nor the words of the machine that tests. */
  private static ProcessBuilder program(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().remove("JAVA_HOME");
    process.environment().put("LC_ALL", "C.UTF-8");
    return process;
  }
}
