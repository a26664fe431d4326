package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Verdict;
import org.junit.jupiter.api.Test;

/** Flows that were out of sight for a while. */
class CaptureGapTest {
  private final TcpFixture flow = new TcpFixture();

  @Test
  void shouldNotTimeWhatWasSentBeforeTheGap() {
    flow.handshake(1460);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.matcher.gap(5_000 * MS);
    flow.at(5_001).server().seq(5001).ack(1101).send();

    assertThat(flow.only().verdict()).isEqualTo(Verdict.CLOCK);
  }

  @Test
  void shouldTimeWhatWasSentSince() {
    flow.handshake(1460);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.matcher.gap(5_000 * MS);
    flow.at(5_000).client().seq(1101).ack(5001).bytes(100).send();
    flow.at(5_020).server().seq(5001).ack(1201).send();

    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(flow.only().rttNs()).isEqualTo(20 * MS);
  }

  @Test
  void shouldStillTimeWhatPassedBeforeButIsReadLate() {
    flow.handshake(1460);
    flow.matcher.gap(5_000 * MS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();

    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
  }

  @Test
  void shouldRememberTheGapBeforeTheLatest() {
    flow.handshake(1460);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.matcher.gap(5_000 * MS);
    flow.matcher.gap(9_000 * MS);
    flow.at(5_001).server().seq(5001).ack(1101).send();

    assertThat(flow.only().verdict()).isEqualTo(Verdict.CLOCK);
  }

  @Test
  void shouldNotTimeASackOfWhatWasSentBeforeTheGap() {
    flow.handshake(1460);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(101).client().seq(1101).ack(5001).bytes(100).send();
    flow.matcher.gap(2_000 * MS);
    flow.at(2_100).server().seq(5001).ack(1001).sack(1101, 1201).send();

    assertThat(flow.only().verdict()).isEqualTo(Verdict.CLOCK);
  }

  @Test
  void shouldCountTheVeryMomentToWhatCameAfter() {
    CaptureGaps gaps = new CaptureGaps();
    gaps.add(100);
    assertThat(gaps.isBetween(100, 100)).isFalse();
    assertThat(gaps.isBetween(99, 100)).isTrue();
    assertThat(gaps.isBetween(99, 99)).isFalse();
    gaps.add(200);
    assertThat(gaps.isBetween(100, 199)).as("neither").isFalse();
    assertThat(gaps.isBetween(99, 100)).as("the earlier").isTrue();
    assertThat(gaps.isBetween(99, 99)).isFalse();
    assertThat(gaps.isBetween(200, 200)).isFalse();
    assertThat(gaps.isBetween(199, 200)).as("the latest").isTrue();
  }
}
