package io.rttd.reporting.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.OneWaySegments;
import io.rttd.model.Verdict;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisRulesTest {
  private CaptureCounts counts = CaptureCounts.NONE;
  private long entered;
  private OneWaySegments oneWay = OneWaySegments.NONE;
  private Map<Verdict, Long> verdicts = Map.of();
  private long samples;

  @ParameterizedTest
  @CsvSource({
    "NOT_LOCAL,NO_LOCAL_END",
    "NOT_TCP,NOT_TCP",
    "NOT_WANTED,FILTERED",
    "FRAGMENTS,FRAGMENTS",
    "TRUNCATED,TRUNCATED",
    "MALFORMED,MALFORMED",
    "UNKNOWN_LINK,UNKNOWN_LINK",
    "NO_TIME,NO_TIME",
    "DUPLICATES,COPIES"
  })
  void shouldNameWhatKeptThePacketsFromTheEngine(CaptureCounter counter, Diagnosis diagnosis) {
    came(CaptureCounter.PACKETS, 125);
    came(counter, 125);

    assertThat(silence()).isEqualTo(new Finding(diagnosis, true, 125, 125));
  }

  @Test
  void shouldKnowAnExplanationForEachCounterOfUnmeasuredFrames() {
    Set<CaptureCounter> explained = EnumSet.noneOf(CaptureCounter.class);
    CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED)
        .forEach(
            counter -> {
              counts = CaptureCounts.NONE.with(CaptureCounter.PACKETS, 9).with(counter, 9);
              if (silence().many() == 9) {
                explained.add(counter);
              }
            });

    assertThat(explained)
        .containsExactlyInAnyOrderElementsOf(
            CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED).toList());
  }

  @Test
  void shouldNotBlameOtherTrafficForTcpThatIsBlind() {
    came(CaptureCounter.PACKETS, 1_000);
    came(CaptureCounter.NOT_TCP, 900);
    came(CaptureCounter.NOT_LOCAL, 100);

    assertThat(silence().diagnosis()).isEqualTo(Diagnosis.NO_LOCAL_END);
  }

  @ParameterizedTest
  @CsvSource({
    "0,100,0,0,DATA_ONLY,100",
    "0,40,0,60,DATA_ONLY,40",
    "0,0,0,100,ACKS_ONLY,100",
    "0,0,90,10,ONLY_RECEIVED,90",
    "100,0,0,0,UNANSWERED,100"
  })
  void shouldNameTheDirectionThatIsMissing(
      long syns, long data, long received, long acks, Diagnosis diagnosis, long many) {
    measured(100);
    oneWay = new OneWaySegments(syns, data, received, acks);

    assertThat(silence()).isEqualTo(new Finding(diagnosis, true, 100, many));
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void shouldExplainEachVerdictThatIsNoSample(Verdict verdict) {
    if (verdict.isSample()) {
      return;
    }
    measured(100);
    entered = 50;
    verdicts = Map.of(verdict, 40L);

    assertThat(silence().many()).isEqualTo(40);
    assertThat(silence().sentence()).startsWith("no RTT sample: 40 of 40 ");
  }

  @Test
  void shouldTellClocksFromLoss() {
    measured(100);
    verdicts = Map.of(Verdict.CLOCK, 40L, Verdict.RETRANSMITTED, 2L);
    assertThat(silence().diagnosis()).isEqualTo(Diagnosis.CLOCKS);

    verdicts = Map.of(Verdict.CLOCK, 2L, Verdict.RETRANSMITTED, 40L);
    assertThat(silence().diagnosis()).isEqualTo(Diagnosis.RETRANSMITTED);
  }

  @Test
  void shouldTellIdleConnectionsFromThoseWithoutAcks() {
    measured(100);
    assertThat(silence().diagnosis()).isEqualTo(Diagnosis.NOTHING_TO_TIME);

    entered = 30;
    assertThat(silence().diagnosis()).isEqualTo(Diagnosis.UNACKNOWLEDGED);
  }

  @Test
  void shouldSayNothingWhenAllIsWell() {
    assertThat(DiagnosisRules.of(Observation.NONE)).isEmpty();

    measured(100);
    samples = 40;
    verdicts = Map.of(Verdict.EXACT, 40L);
    oneWay = new OneWaySegments(10, 5, 0, 5);
    assertThat(DiagnosisRules.of(seen())).isEmpty();
  }

  @Test
  void shouldNameThePartThatGivesNothing() {
    measured(10);
    samples = 4;
    came(CaptureCounter.NOT_LOCAL, 115);
    assertThat(DiagnosisRules.of(seen()))
        .contains(new Finding(Diagnosis.NO_LOCAL_END, false, 125, 115));

    came(CaptureCounter.NOT_LOCAL, 0);
    oneWay = new OneWaySegments(0, 8, 0, 0);
    assertThat(DiagnosisRules.of(seen())).contains(new Finding(Diagnosis.DATA_ONLY, false, 10, 8));
  }

  @ParameterizedTest
  @EnumSource(Diagnosis.class)
  void shouldSayWhatToDo(Diagnosis diagnosis) {
    assertThat(diagnosis.sentence(125, 124)).contains("125").contains("124");
    assertThat(diagnosis.liveRemedy()).isNotBlank();
    assertThat(diagnosis.fileRemedy()).isNotBlank();
  }

  private void came(CaptureCounter counter, long times) {
    counts = counts.with(counter, times);
  }

  private void measured(long segments) {
    came(CaptureCounter.PACKETS, segments);
    came(CaptureCounter.SEGMENTS, segments);
  }

  private Finding silence() {
    return DiagnosisRules.of(seen()).orElseThrow();
  }

  private Observation seen() {
    return new Observation(counts, entered, oneWay, verdicts, samples);
  }
}
