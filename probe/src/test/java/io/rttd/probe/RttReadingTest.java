package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RttReadingTest {
  @TempDir Path folder;

  @Test
  void shouldTellTheDirectionsApartByTheServersPort() throws IOException, CaptureException {
    RttReading reading =
        CaptureFileProbe.of(conversation()).serverPort(Conversation.SERVER_PORT).read();
    // SYN, two requests and FIN; SYN/ACK, two answers of which one was sent again, and FIN.
    assertThat(reading.samples(RttKind.ALL)).isEqualTo(8);
    assertThat(reading.rtt(RttKind.ALL, Direction.TO_SERVER).count()).isEqualTo(4);
    assertThat(reading.rtt(RttKind.ALL, Direction.TO_SERVER).max())
        .isBetween(Duration.ofNanos(1_990_000), Duration.ofNanos(2_010_000));
    assertThat(reading.rtt(RttKind.ALL, Direction.TO_CLIENT).count()).isEqualTo(4);
    assertThat(reading.rtt(RttKind.HANDSHAKE, Direction.TO_CLIENT).min())
        .isBetween(Duration.ofNanos(4_990_000), Duration.ofNanos(5_010_000));
  }

  @Test
  void shouldCountWhatWasSentAgainByDirection() throws IOException, CaptureException {
    RttReading reading =
        CaptureFileProbe.of(conversation()).serverPort(Conversation.SERVER_PORT).read();
    assertThat(reading.retransmits(Direction.TO_CLIENT)).isEqualTo(1);
    assertThat(reading.retransmits(Direction.TO_SERVER)).isZero();
    assertThat(reading.segments(Direction.BOTH)).isEqualTo(4);
    assertThat(reading.retransmitRatio(Direction.TO_CLIENT)).isEqualTo(0.5);
    assertThat(reading).asString().contains("1 of 4 segments retransmitted");
  }

  @Test
  void shouldKnowNoDirectionWithoutAPort() throws IOException, CaptureException {
    RttReading reading = CaptureFileProbe.of(conversation()).read();
    assertThat(reading.samples()).isEqualTo(8);
    assertThat(reading.rtt(RttKind.ALL, Direction.TO_SERVER).isEmpty()).isTrue();
    assertThat(reading.retransmitRatio(Direction.TO_CLIENT)).isNaN();
  }

  @Test
  void shouldTimeResponses() throws IOException, CaptureException {
    RttReading reading = CaptureFileProbe.of(conversation()).read();
    assertThat(reading.response().count()).isEqualTo(2);
    assertThat(reading.response().max())
        .isBetween(Duration.ofNanos(39_900_000), Duration.ofNanos(40_100_000));
    assertThat(reading).asString().contains("2 responses (p50 ");
  }

  @Test
  void shouldTimeResponsesOfAConnectionThatBeganEarlierOnceItKnowsThePort()
      throws IOException, CaptureException {
    Path file =
        new Conversation()
            .asks(Duration.ofMillis(10))
            .asks(Duration.ofMillis(10))
            .asks(Duration.ofMillis(10))
            .in(folder);
    assertThat(CaptureFileProbe.of(file).read().response().isEmpty()).isTrue();
    assertThat(
            CaptureFileProbe.of(file)
                .serverPort(Conversation.SERVER_PORT)
                .read()
                .response()
                .isEmpty())
        .isFalse();
  }

  private Path conversation() throws IOException {
    return new Conversation()
        .connects()
        .asks(Duration.ofMillis(40))
        .asks(Duration.ofMillis(20))
        .serverSendsAgain()
        .ends()
        .in(folder);
  }
}
