package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.analyze.connection.ConnectionEnd;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileTest {
  private static final String CLIENT = Conversation.CLIENT + ":" + Conversation.CLIENT_PORT;
  private static final String SERVER = Conversation.SERVER + ":" + Conversation.SERVER_PORT;

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void record() throws IOException {
    file =
        new Conversation()
            .connects()
            .asks(Duration.ofMillis(40))
            .asks(Duration.ofMillis(20))
            .serverSendsAgain()
            .ends()
            .in(folder);
  }

  @Test
  void shouldTellWhatAnalyzeKnowsOfAConnection() throws CaptureException {
    CapturedConnection connection = CaptureFile.analyze(file).connection(CLIENT + "-" + SERVER);
    assertThat(connection.client()).isEqualTo(CLIENT);
    assertThat(connection.server()).isEqualTo(SERVER);
    assertThat(connection.end()).isEqualTo(ConnectionEnd.FIN);
    assertThat(connection.response().count()).isEqualTo(2);
    assertThat(connection.response().percentile(99))
        .isBetween(Duration.ofMillis(39), Duration.ofMillis(41));
    assertThat(connection.rtt().count()).isEqualTo(8);
    assertThat(connection.rtt(Direction.TO_SERVER).max())
        .isBetween(Duration.ofNanos(1_980_000), Duration.ofNanos(2_020_000));
    assertThat(connection.path(Direction.TO_CLIENT).min())
        .isBetween(Duration.ofNanos(4_950_000), Duration.ofNanos(5_050_000));
    assertThat(connection.handshake().count()).isEqualTo(1);
    assertThat(connection.retransmits(Direction.TO_CLIENT)).isEqualTo(1);
    assertThat(connection.retransmitRatio(Direction.BOTH)).isEqualTo(0.25);
    assertThat(connection.packets(Direction.BOTH)).isEqualTo(15);
    assertThat(connection.payloadBytes(Direction.TO_SERVER)).isEqualTo(200);
    assertThat(connection.zeroWindows(Direction.BOTH)).isZero();
    assertThat(connection.duration()).isGreaterThan(Duration.ofMillis(60));
  }

  @Test
  void shouldFindAConnectionByEitherOrderOfItsEnds() throws CaptureException {
    CaptureFile run = CaptureFile.analyze(file);
    assertThat(run.connection(SERVER + "-" + CLIENT)).hasToString(CLIENT + "-" + SERVER);
    assertThat(run.connections()).hasSize(1);
  }

  @Test
  void shouldAddUpTheConnectionsOfAServersPort() throws CaptureException {
    CaptureFile run = CaptureFile.analyze(file);
    assertThat(run.to(Conversation.SERVER_PORT).response().count()).isEqualTo(2);
    assertThat(run.all().count()).isEqualTo(1);
    assertThat(run.to(9).count()).isZero();
    assertThat(run.to(9).retransmitRatio(Direction.BOTH)).isNaN();
    assertThat(run.packetsNotKept()).isZero();
  }

  @Test
  void shouldNameTheConnectionsThatThereAre() throws CaptureException {
    CaptureFile run = CaptureFile.analyze(file);
    assertThatThrownBy(() -> run.connection("198.18.0.9:1-198.18.0.2:8080"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("it has 1: " + CLIENT + "-" + SERVER);
    assertThatIllegalArgumentException().isThrownBy(() -> run.connection("nonsense"));
    assertThatIllegalArgumentException().isThrownBy(() -> CaptureFile.analyze(file, 0));
  }

  @Test
  void shouldKnowTheServerOfAnEarlierConnectionByItsPort() throws IOException, CaptureException {
    Path earlier =
        new Conversation().asks(Duration.ofMillis(9)).asks(Duration.ofMillis(9)).in(folder);
    CaptureFile run = CaptureFile.analyze(earlier, Conversation.CLIENT_PORT);
    assertThat(run.connections()).singleElement().asString().isEqualTo(SERVER + "-" + CLIENT);
  }

  @Test
  void shouldSayWhatIsWrongWithTheCaptureAsAWhole() throws IOException, CaptureException {
    assertThat(CaptureFile.analyze(file).findings()).isEmpty();
    CaptureFile oneWay = CaptureFile.analyze(new Conversation().sendsAlone(500).in(folder));
    assertThat(oneWay.findings()).anyMatch(finding -> finding.startsWith("no RTT sample"));
  }

  @Test
  void shouldSayWhatMemoryWasTooShortFor() throws IOException, CaptureException {
    Path many = new Conversation().attempts(5000).in(folder);
    CaptureFile run = CaptureFile.analyze(many, 4L << 20);
    int kept = run.connections().size();
    String words =
        "short of memory: " + (5000 - kept) + " packets and 0 samples belong to connections that";
    assertThat(kept).isBetween(1000, 2500);
    assertThat(run.packetsNotKept()).isEqualTo(5000 - kept);
    assertThat(run.findings()).anyMatch(finding -> finding.startsWith(words));
    assertThatThrownBy(() -> run.connection("198.18.0.1:6023-198.18.0.2:8080"))
        .hasMessageContaining(words);
    assertThat(CaptureFile.analyze(many).findings()).noneMatch(text -> text.contains("memory"));
  }

  @Test
  void shouldRefuseADamagedFileAndSayWhere() throws IOException {
    long whole = Files.size(file);
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> CaptureFile.analyze(file))
        .isInstanceOfSatisfying(
            CaptureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_FILE))
        .hasMessageContaining("byte " + whole);
  }

  @Test
  void shouldWriteThePage() throws IOException, CaptureException {
    Path page = folder.resolve("page.html");
    CaptureFile.analyze(file).writePage(page);
    assertThat(page).content().contains(Conversation.SERVER);
  }
}
