package io.rttd.probe.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.CaptureException;
import io.rttd.probe.CaptureFileProbe;
import io.rttd.probe.Conversation;
import io.rttd.probe.Direction;
import io.rttd.probe.RttKind;
import io.rttd.probe.RttReading;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {
  @SuppressWarnings("UnusedMethod") // read by reflection
  private interface Annotated {
    @RttBound(percentile = 100, atMostMs = 3, direction = Direction.TO_SERVER, minSamples = 4)
    @RttBound(percentile = 100, atMostMs = 6, direction = Direction.TO_CLIENT)
    @RttBound(percentile = 100, atMostMs = 6, of = RttKind.HANDSHAKE)
    @ResponseBound(percentile = 100, atMostMs = 41, minResponses = 2)
    @RetransmitBound(atMost = 1, atMostRatio = 0.25)
    @RetransmitBound(atMost = 0, direction = Direction.TO_SERVER)
    void kept();

    @RttBound(percentile = 50, atMostMs = 3, direction = Direction.TO_CLIENT)
    @RttBound(percentile = 50, atMostMs = 3, of = RttKind.PATH, direction = Direction.TO_CLIENT)
    void slowToClient();

    @RttBound(percentile = 50, atMostMs = 3, direction = Direction.TO_SERVER, minSamples = 5)
    void fewToServer();

    @ResponseBound(percentile = 99, atMostMs = 30)
    void slowResponses();

    @ResponseBound(percentile = 50, atMostMs = 100, minResponses = 3)
    void fewResponses();

    @RetransmitBound(atMost = 0)
    @RetransmitBound(atMostRatio = 0.1, direction = Direction.TO_CLIENT)
    @RetransmitBound(atMostRatio = 0.25, minSegments = 1000)
    void retransmits();

    @RttBound(percentile = 100.5, atMostMs = 5)
    void percentile();

    @RttBound(percentile = 50, atMostMs = Double.NaN)
    void atMostMs();

    @RttBound(percentile = 50, atMostMs = 5, minSamples = 0)
    void minSamples();

    @ResponseBound(percentile = -1, atMostMs = 5)
    void responsePercentile();

    @ResponseBound(percentile = 5, atMostMs = 5, minResponses = 0)
    void minResponses();

    @RetransmitBound
    void nothing();

    @RetransmitBound(atMost = -2)
    void atMost();

    @RetransmitBound(atMostRatio = 5)
    void atMostRatio();

    @RetransmitBound(atMost = 5, minSegments = 0)
    void minSegments();
  }

  @TempDir Path folder;

  private RttReading reading;

  @BeforeEach
  void read() throws IOException, CaptureException {
    Path file =
        new Conversation()
            .connects()
            .asks(Duration.ofMillis(40))
            .asks(Duration.ofMillis(20))
            .serverSendsAgain()
            .ends()
            .in(folder);
    reading = CaptureFileProbe.of(file).serverPort(Conversation.SERVER_PORT).read();
  }

  @Test
  void shouldKeepEachKindOfBound() {
    assertThat(broken("kept")).isEmpty();
  }

  @Test
  void shouldNameTheDirectionOfABrokenBound() {
    assertThat(broken("slowToClient"))
        .satisfiesExactly(
            rtt ->
                assertThat(rtt)
                    .startsWith("p50 of rtt (to client): ")
                    .endsWith(", at most 3 ms expected"),
            path -> assertThat(path).startsWith("p50 of rtt (path, to client): "));
    assertThat(broken("fewToServer"))
        .containsExactly("p50 of rtt (to server): 4 samples, at least 5 expected");
  }

  @Test
  void shouldBoundResponses() {
    assertThat(broken("slowResponses"))
        .singleElement()
        .asString()
        .startsWith("p99 of response: ")
        .endsWith(" ms, at most 30 ms expected");
    assertThat(broken("fewResponses"))
        .containsExactly("p50 of response: 2 responses, at least 3 expected");
  }

  @Test
  void shouldBoundRetransmitsByCountAndByShare() {
    assertThat(broken("retransmits"))
        .containsExactly(
            "retransmits: 1 of 4 segments (25.000 %), at most 0 expected",
            "retransmits (to client): 1 of 2 segments (50.000 %), at most 10 % expected",
            "retransmits: 4 segments, at least 1000 expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          percentile;         @RttBound(percentile = 100.5): expected 0 to 100
          atMostMs;           @RttBound(atMostMs = NaN): expected more than 0
          minSamples;         @RttBound(minSamples = 0): expected at least 1
          responsePercentile; @ResponseBound(percentile = -1.0): expected 0 to 100
          minResponses;       @ResponseBound(minResponses = 0): expected at least 1
          nothing;            @RetransmitBound: set atMost, atMostRatio or both
          atMost;             @RetransmitBound(atMost = -2): expected 0 or more
          atMostRatio;        @RetransmitBound(atMostRatio = 5.0): expected 0 to 1
          minSegments;        @RetransmitBound(minSegments = 0): expected at least 1
          """)
  void shouldNameTheAttributeThatIsWrong(String method, String message) {
    assertThatThrownBy(() -> bounds(method))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(message);
  }

  private List<String> broken(String method) {
    return bounds(method).broken(reading);
  }

  private static Bounds bounds(String method) {
    List<? extends AnnotatedElement> elements =
        Arrays.stream(Annotated.class.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .toList();
    assertThat(elements).hasSize(1);
    return Bounds.of(elements);
  }
}
