package io.rttd.daemon.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.daemon.logging.Logging;
import io.rttd.daemon.logging.RecentWarnings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusServerTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void namePath() {
    path = folder.resolve("run").resolve("s");
  }

  @Test
  void shouldAnswerALineWithADocument() throws IOException {
    try (StatusServer server = echo()) {
      assertThat(new StatusClient(path).ask("how are you")).isEqualTo("how are you?\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-rw----");
      assertThat(server).isNotNull();
    }
    assertThat(path).doesNotExist();
    assertThatThrownBy(() -> new StatusClient(path).ask("anybody"))
        .isInstanceOf(StatusClient.NoDaemonException.class)
        .hasMessageContaining("no running rttd");
  }

  @Test
  void shouldGiveAnAnswerThatIsLargerThanASocketHolds() throws IOException {
    String large = "x".repeat(5_000_000);
    try (StatusServer server = StatusServer.open(path, question -> large)) {
      assertThat(new StatusClient(path).ask("all")).hasSize(large.length() + 1);
      assertThat(server).isNotNull();
    }
  }

  @Test
  void shouldAnswerWhileOthersAreSlowToAskOrToRead() throws IOException {
    String large = "x".repeat(5_000_000);
    try (StatusServer server =
        StatusServer.open(path, question -> question.equals("large") ? large : "soon")) {
      assertThat(server).isNotNull();
      List<SocketChannel> slow = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        slow.add(connect("never ends its li"));
        slow.add(connect("large\n"));
      }
      assertThat(new StatusClient(path).ask("and now")).isEqualTo("soon\n");
      for (SocketChannel channel : slow) {
        channel.close();
      }
    }
  }

  @Tag("fault")
  @Test
  void shouldMakeRoomWhenManyClientsSendNoRequest() throws IOException {
    try (StatusServer server = echo()) {
      assertThat(server).isNotNull();
      List<SocketChannel> silent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        silent.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        if (i % 25 == 24) {
          assertThat(new StatusClient(path).ask("and now")).isEqualTo("and now?\n");
        }
      }
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
  }

  @Tag("fault")
  @Test
  void shouldMakeRoomWhenManyClientsDoNotReadTheirAnswer() throws IOException {
    String large = "x".repeat(5_000_000);
    List<SocketChannel> slow = new ArrayList<>();
    try (StatusServer server =
        StatusServer.open(path, question -> question.equals("large") ? large : "soon")) {
      assertThat(server).isNotNull();
      for (int i = 0; i < 2 * StatusServer.MAX_CONNECTIONS; i++) {
        slow.add(connect("large\n"));
      }
      assertThat(new StatusClient(path).ask("and now")).isEqualTo("soon\n");
    } finally {
      for (SocketChannel channel : slow) {
        channel.close();
      }
    }
  }

  @Test
  void shouldLeaveNoSocketBehindWhenItCannotStart() {
    assertThatThrownBy(
            () ->
                StatusServer.open(
                    path,
                    question -> "",
                    () -> {
                      throw new IOException("Too many open files");
                    },
                    System::nanoTime))
        .hasMessageContaining("Too many open files");
    assertThat(path).doesNotExist();
  }

  @Tag("fault")
  @Test
  void shouldCloseAConnectionThatItCannotTakeInAndSayItEachTimeItBegins() throws IOException {
    AtomicBoolean fails = new AtomicBoolean();
    AtomicLong laterNs = new AtomicLong();
    RecentWarnings warnings = Logging.recentWarnings();
    Logging.warningsTo(OutputStream.nullOutputStream());
    try (StatusServer server =
        StatusServer.open(
            path,
            question -> question + "?",
            Selector::open,
            () -> failingInReceive(fails) + laterNs.get())) {
      assertThat(server).isNotNull();
      for (int outage = 1; outage <= 2; outage++) {
        long saidBefore = said(warnings);
        fails.set(true);
        try (SocketChannel refused = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
          assertThat(refused.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
        fails.set(false);
        await().untilAsserted(() -> assertThat(said(warnings)).isEqualTo(saidBefore + 1));
        assertThat(new StatusClient(path).ask("again")).isEqualTo("again?\n");
        laterNs.addAndGet(TimeUnit.HOURS.toNanos(1));
      }
    }
  }

  private static long failingInReceive(AtomicBoolean fails) {
    boolean isReceiving =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("receive")));
    if (isReceiving && fails.get()) {
      throw new UncheckedIOException(new IOException("Too many open files"));
    }
    return System.nanoTime();
  }

  private static long said(RecentWarnings warnings) {
    return warnings.lines().stream().filter(line -> line.text().contains("status socket")).count();
  }

  @Test
  void shouldCloseAConnectionWhoseRequestDoesNotEnd() throws IOException {
    try (StatusServer server = echo();
        SocketChannel endless = connect("x".repeat(StatusConversation.LONGEST_QUESTION_BYTES))) {
      assertThat(endless.read(ByteBuffer.allocate(10))).isEqualTo(-1);
      assertThat(server).isNotNull();
    }
  }

  @Test
  void shouldReplaceTheSocketOfADaemonThatDied() throws IOException {
    Files.createDirectories(path.getParent());
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path))
        .close();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    assertThat(path).exists();

    try (StatusServer server = echo()) {
      assertThat(new StatusClient(path).ask("hello")).isEqualTo("hello?\n");
      assertThat(server).isNotNull();
    }
  }

  @Test
  void shouldNotTakeTheSocketOfADaemonThatAnswersNorAFile() throws IOException {
    try (StatusServer first = echo()) {
      assertThatThrownBy(this::echo).hasMessageContaining("listens there");
      assertThat(new StatusClient(path).ask("still")).isEqualTo("still?\n");
      assertThat(first).isNotNull();
    }
    Files.writeString(path, "precious");
    assertThatThrownBy(this::echo).hasMessageContaining("is not a socket");
    assertThat(path).hasContent("precious");
  }

  @Tag("fault")
  @Test
  void shouldLeaveAnotherProgramsStaleSocketAlone() throws Exception {
    assumePython();
    Files.createDirectories(path.getParent());
    unixSocket("SOCK_DGRAM", "0o722");
    assertThatThrownBy(this::echo).hasMessageContaining("is not rttd's");
    assertThat(path).exists();
  }

  @Tag("fault")
  @Test
  void shouldLeaveAnythingButASocketAlone() throws Exception {
    Files.createDirectories(path.getParent());
    run("mkfifo", path.toString());
    assertThatThrownBy(this::echo).hasMessageContaining("is not a socket");
    assertThat(path).exists();
    Files.delete(path);

    Files.createSymbolicLink(path, Path.of("/dev/null"));
    assertThatThrownBy(this::echo).hasMessageContaining("is not a socket");
    assertThat(path).exists();
  }

  @Tag("fault")
  @Test
  void shouldLeaveALiveDatagramSocketAlone() throws Exception {
    assumePython();
    Files.createDirectories(path.getParent());
    Process receiver =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-c",
                "import socket, sys; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM);"
                    + " s.bind(sys.argv[1]); sys.stdin.read()",
                path.toString())
            .start();
    try {
      await().until(() -> Files.exists(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
      assertThatThrownBy(this::echo).hasMessageContaining("another program");
      assertThat(path).exists();
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  @Tag("fault")
  @Test
  void shouldNotWaitForASocketWhoseQueueIsFull() throws IOException {
    Files.createDirectories(path.getParent());
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      busy.bind(UnixDomainSocketAddress.of(path), 1);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
      while (connectsAtOnce(waiting)) {
        assertThat(waiting).hasSizeLessThan(10_000);
      }
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> assertThatThrownBy(this::echo).hasMessageContaining("another program"));
      assertThat(path).exists();
    }
    for (SocketChannel channel : waiting) {
      channel.close();
    }
  }

  private boolean connectsAtOnce(List<SocketChannel> open) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(channel);
    channel.configureBlocking(false);
    try {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (SocketException e) {
      return false; // EAGAIN: the queue is full.
    }
  }

  private void unixSocket(String type, String mode) throws Exception {
    run(
        "/usr/bin/python3",
        "-c",
        "import os, socket, sys; s = socket.socket(socket.AF_UNIX, socket."
            + type
            + "); s.bind(sys.argv[1]); os.chmod(sys.argv[1], "
            + mode
            + ")",
        path.toString());
  }

  /** Java makes no datagram sockets of the file system. */
  private static void assumePython() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no python3");
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private StatusServer echo() throws IOException {
    return StatusServer.open(path, question -> question + "?");
  }

  private SocketChannel connect(String text) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    channel.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return channel;
  }
}
