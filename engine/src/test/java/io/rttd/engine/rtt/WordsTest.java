package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The words that tags, files and explanations take from here: others rely on them. */
class WordsTest {
  @Test
  void shouldKeepTheWordsOfVerdictsKindsAndClasses() {
    assertThat(Arrays.stream(Verdict.values()).map(Verdict::text))
        .containsExactlyInAnyOrder(
            "exact",
            "timestamp",
            "sack",
            "partial",
            "partially-acked",
            "retransmitted",
            "post-loss",
            "cumulative",
            "unseen",
            "refused",
            "no-time",
            "clock");
    assertThat(Arrays.stream(SegmentKind.values()).map(SegmentKind::text))
        .containsExactlyInAnyOrder("syn", "data", "fin", "probe");
    assertThat(Arrays.stream(SampleClass.values()).map(SampleClass::text))
        .containsExactlyInAnyOrder("prompt", "held");
  }

  @Test
  void shouldDescribeEachReasonDifferently() {
    List<String> words = Arrays.stream(HoldReason.values()).map(HoldReason::text).toList();
    assertThat(words).doesNotHaveDuplicates().noneMatch(String::isEmpty);
  }

  @Test
  void shouldHoldPromptWhatHadNoReasonToWait() {
    TcpFixture flow = new TcpFixture();
    flow.at(0).client().syn(1).send();
    flow.at(5).server().syn(9).ack(2).send();
    AckVerdict verdict = new AckVerdict();
    verdict.holdReason = HoldReason.NONE;
    assertThat(verdict.sampleClass()).isEqualTo(SampleClass.PROMPT);
    verdict.holdReason = HoldReason.HOLE;
    assertThat(verdict.sampleClass()).isEqualTo(SampleClass.HELD);
    assertThat(flow.only().sampleClass()).isEqualTo(SampleClass.PROMPT);
  }
}
