package io.rttd.daemon.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
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
        .hasMessageContaining("no rttd runs");
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

  @Test
  void shouldMakeRoomForTheNextWhenManyAskNothing() throws IOException {
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

  @Test
  void shouldHangUpOnAQuestionWithoutEnd() throws IOException {
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
    assertThat(path).exists();

    try (StatusServer server = echo()) {
      assertThat(new StatusClient(path).ask("hello")).isEqualTo("hello?\n");
      assertThat(server).isNotNull();
    }
  }

  @Test
  void shouldNotTakeTheSocketOfADaemonThatAnswersNorAFile() throws IOException {
    try (StatusServer first = echo()) {
      assertThatThrownBy(this::echo).hasMessageContaining("another rttd answers there");
      assertThat(new StatusClient(path).ask("still")).isEqualTo("still?\n");
      assertThat(first).isNotNull();
    }
    Files.writeString(path, "precious");
    assertThatThrownBy(this::echo).hasMessageContaining("is no socket");
    assertThat(path).hasContent("precious");
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
