package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.daemon.demo.DogStatsDListener;
import io.rttd.daemon.status.StatusClient;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.StringTokenizer;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's privileges, and how much payload it holds, as user nobody with CAP_NET_RAW. */
@Tag("live")
class PrivilegeLiveTest {
  private static final String PEER = "127.0.0.14";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ONLY_NET_RAW = "0000000000002000";
  private static final int MESSAGES = 50;
  private static final int PIECE_BYTES = 1 << 24;

  @TempDir Path folder;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  /** Never whole in this process, whose command line the daemon's is not. */
  private final String secret = UUID.randomUUID() + "-" + UUID.randomUUID();

  @Test
  void shouldHoldNothingButItsCapabilityAndHeaders() throws Exception {
    Permission.assumeMayCapture();
    Permission.assumeMaySetPrivileges();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (DogStatsDListener listener = new DogStatsDListener(lines::add);
        DaemonProcess rttd = startAsNobody(listener.port())) {
      rttd.awaitMeasuring(folder.resolve("rttd.log"));
      assertThatItHasOnlyCapNetRaw(rttd.pid());
      tellTheSecret();
      await().atMost(PATIENCE).until(() -> lines.stream().anyMatch(l -> l.contains(PEER)));

      assertThatMemoryHoldsHeadersOnly(rttd.pid());
      assertThatTheHeapHoldsHeadersOnly(rttd.pid());
      String intervals = new StatusClient(folder.resolve("rttd.sock")).ask("intervals 0");
      assertThat(intervals).contains(PEER).doesNotContain(secret);
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
    assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(secret));
    assertThatFilesArePrivateAndWithoutTheSecret();
  }

  private static void assertThatItHasOnlyCapNetRaw(long pid) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
    assertThat(status)
        .contains(
            "CapPrm:\t" + ONLY_NET_RAW,
            "CapEff:\t" + ONLY_NET_RAW,
            "CapBnd:\t" + ONLY_NET_RAW,
            "NoNewPrivs:\t1")
        .anyMatch(line -> line.matches("Uid:(\t65534){4}"));
  }

  private void tellTheSecret() throws Exception {
    byte[] message = (secret + " ").repeat(20).getBytes(StandardCharsets.US_ASCII);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(PEER));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      OutputStream out = client.getOutputStream();
      for (int i = 0; i < MESSAGES; i++) {
        out.write(message);
        accepted.getInputStream().readNBytes(message.length);
        accepted.getOutputStream().write(message);
        client.getInputStream().readNBytes(message.length);
      }
    }
  }

  /**
   * Searches the readable memory of the process: heap, slabs, and the kernel's ring, which must be
   * readable. Skips what the kernel does not let anyone read, such as guard pages.
   */
  private void assertThatMemoryHoldsHeadersOnly(long pid) throws IOException {
    int secrets = 0;
    int peers = 0;
    int rings = 0;
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (String map : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
        String[] fields = map.split("[ -]", 4);
        long to = Long.parseUnsignedLong(fields[1], 16);
        if (!fields[2].startsWith("rw")) {
          continue;
        }
        for (long at = Long.parseUnsignedLong(fields[0], 16); at < to; at += PIECE_BYTES) {
          String text = read(memory, at, (int) Math.min(to - at, PIECE_BYTES + secret.length()));
          secrets += text.contains(secret) ? 1 : 0;
          peers += text.contains(PEER) ? 1 : 0;
          rings += map.contains("socket:[") && !text.isEmpty() ? 1 : 0;
        }
      }
    }
    assertThat(rings).as("pieces of the packet socket's mapping that were read").isPositive();
    assertThat(secrets).isZero();
    assertThat(peers).as("regions in which the search finds what must be there").isPositive();
  }

  /** Nothing, of what cannot be read. */
  private static String read(RandomAccessFile memory, long address, int length) {
    byte[] bytes = new byte[length];
    try {
      memory.seek(address);
      memory.readFully(bytes);
    } catch (IOException e) {
      return "";
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private void assertThatTheHeapHoldsHeadersOnly(long pid) throws Exception {
    Path dump = folder.resolve("heap.hprof");
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    assumeTrue(Files.isExecutable(jcmd), "there is no jcmd beside this Java");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.heap_dump", dump.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("jcmd.txt").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("jcmd.txt"))).isZero();
    String text = new String(Files.readAllBytes(dump), StandardCharsets.ISO_8859_1);
    Files.delete(dump);
    assertThat(text.contains(secret)).isFalse();
    assertThat(text.contains(PEER)).as("the search finds what must be there").isTrue();
  }

  private void assertThatFilesArePrivateAndWithoutTheSecret() throws IOException {
    List<String> written = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret))
            .as("the secret in %s", file)
            .isFalse();
        String name = file.getFileName().toString();
        if (name.matches("rttd\\.(log|hlog|jsonl)")) {
          written.add(name);
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .as("permissions of %s", file)
              .isEqualTo("rw-r-----");
        }
      }
    }
    assertThat(written).containsExactlyInAnyOrder("rttd.log", "rttd.hlog", "rttd.jsonl");
  }

  private DaemonProcess startAsNobody(int statsdPort) throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("rttd.yaml"),
            """
            init_config:
              statsd_port: %d
              log_to_file: true
              log_file: %2$s/rttd.log
              hlog_file: %2$s/rttd.hlog
              jsonl_file: %2$s/rttd.jsonl
              log_level: trace
              report_interval: 1
              status_socket: %2$s/rttd.sock
            instances:
            - interface: lo
              ips: [%3$s]
            """
                .formatted(statsdPort, folder, PEER));
    List<String> asNobody =
        List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=-all,+net_raw",
            "--ambient-caps=-all,+net_raw",
            "--bounding-set=-all,+net_raw",
            "--no-new-privs");
    return DaemonProcess.start(folder, readableClassPath(), asNobody, "run", "-c", yaml.toString());
  }

  /** A copy of the classes: those under test may lie in a home that is closed to others. */
  private String readableClassPath() throws IOException {
    Path copies = Files.createDirectory(folder.resolve("classes"));
    List<String> classPath = new ArrayList<>();
    StringTokenizer entries =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      String entry = entries.nextToken();
      Path from = Path.of(entry);
      if (!Files.exists(from) || entry.matches(".*(junit|assertj|archunit|byte-buddy).*")) {
        continue;
      }
      Path to = copies.resolve(classPath.size() + "-" + from.getFileName());
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
      classPath.add(to.toString());
    }
    return String.join(File.pathSeparator, classPath);
  }
}
