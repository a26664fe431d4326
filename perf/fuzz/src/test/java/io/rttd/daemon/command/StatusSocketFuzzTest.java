package io.rttd.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rttd.daemon.status.StatusServer;
import io.rttd.reporting.json.JsonTree;
import io.rttd.reporting.status.DaemonStatus;
import io.rttd.reporting.status.StatusBoard;
import io.rttd.reporting.status.StatusDocument;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes, asked of the status socket: one line of JSON comes back or nothing, the connection
 * ends, and the next question is answered.
 */
class StatusSocketFuzzTest {
  private static final DaemonStatus FACTS =
      new DaemonStatus(
          "fuzz",
          "fuzz.yaml",
          Instant.EPOCH,
          Duration.ZERO,
          Duration.ofSeconds(10),
          1,
          List.of(),
          List.of(),
          false,
          List.of());

  private static Path folder;
  private static Path socket;
  private static StatusServer server;

  @BeforeAll
  static void open() throws IOException {
    folder = Files.createTempDirectory("rttd-fuzz");
    socket = folder.resolve("status.sock");
    StatusBoard board = new StatusBoard(System::nanoTime);
    StatusDocument document = new StatusDocument(board, System::nanoTime);
    server = StatusServer.open(socket, question -> DaemonRun.answer(question, document, FACTS));
  }

  @AfterAll
  static void close() throws IOException {
    server.close();
    Files.deleteIfExists(folder);
  }

  static Stream<byte[]> questions() {
    return Stream.of("status\n", "intervals 0\n", "intervals 999999999999999999\n", "x".repeat(300))
        .map(question -> question.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("questions")
  @FuzzTest
  void ask(byte[] question) throws IOException {
    String answer = answerTo(question);
    if (!answer.isEmpty()) {
      assertThat(answer).endsWith("\n").hasLineCount(1);
      assertThat(JsonTree.parse(answer).isPresent()).isTrue();
    }
    assertThat(answerTo("intervals 0\n".getBytes(StandardCharsets.UTF_8))).contains("\"last\":0");
  }

  private static String answerTo(byte[] question) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      try {
        ByteBuffer bytes = ByteBuffer.wrap(question);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.shutdownOutput();
      } catch (IOException e) {
        return ""; // too long a question: the server went away in the middle of it
      }
      ByteBuffer answer = ByteBuffer.allocate(1 << 16);
      try {
        while (channel.read(answer) >= 0) {
          assertThat(answer.hasRemaining()).isTrue();
        }
      } catch (IOException e) {
        return ""; // the same, seen later
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }
}
