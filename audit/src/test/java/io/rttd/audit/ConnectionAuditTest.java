package io.rttd.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Address;
import io.rttd.pipeline.sockets.TcpInfo;
import org.junit.jupiter.api.Test;

class ConnectionAuditTest {
  private static final long MS = 1_000_000;
  private static final int SAMPLES = 20;

  private final ConnectionKey key =
      new ConnectionKey()
          .set(new Address(0, 0xFFFF_C612_0001L), 40_000, new Address(0, 0xFFFF_C612_0002L), 80);
  private final AuditedConnection whole = AuditedConnection.begun(key, 1, false);
  private final AuditedConnection older = AuditedConnection.older(key);

  @Test
  void shouldAgreeWhenMinimaAndCountsDo() {
    addSamples(whole, SAMPLES, 10 * MS);
    send(whole, 100, 3);
    ask(whole, new TcpInfo(10 * MS, 10 * MS + 50_000, 3, 103));

    ConnectionAudit audit = ConnectionAudit.of(whole, false);

    assertThat(audit.agreement()).isEqualTo(Agreement.YES);
    assertThat(audit.differences()).isEmpty();
    assertThat(audit.samples()).isEqualTo(SAMPLES);
    assertThat(audit.segments()).isEqualTo(103);
    assertThat(audit.kernelSegments()).isEqualTo(103);
    assertThat(audit.local()).isEqualTo("198.18.0.1:40000");
    assertThat(audit.remote()).isEqualTo("198.18.0.2:80");
  }

  @Test
  void shouldNotAgreeWhenTheMinimaDiffer() {
    addSamples(whole, 3 * SAMPLES, 10 * MS);
    ask(whole, new TcpInfo(10 * MS, 10 * MS + 150_000, 0, 0));

    assertThat(ConnectionAudit.of(whole, false).agreement()).isEqualTo(Agreement.NO);
  }

  @Test
  void shouldExplainAKernelThatTimedOnlyAResentSyn() {
    addSamples(whole, SAMPLES, 40 * MS);
    send(whole, 10, 1);
    ask(whole, new TcpInfo(1046 * MS, 1046 * MS, 1, 11));

    ConnectionAudit audit = ConnectionAudit.of(whole, false);

    assertThat(audit.agreement()).isEqualTo(Agreement.EXPLAINED);
    assertThat(audit.differences()).contains(Difference.SYN_RESENT);
  }

  @Test
  void shouldNotAgreeWhenARetransmissionIsMissing() {
    addSamples(whole, SAMPLES, 10 * MS);
    send(whole, 100, 2);
    ask(whole, new TcpInfo(10 * MS, 10 * MS, 3, 102));

    assertThat(ConnectionAudit.of(whole, false).agreement()).isEqualTo(Agreement.NO);
  }

  @Test
  void shouldNotAgreeWhenASegmentIsMissing() {
    addSamples(whole, SAMPLES, 10 * MS);
    send(whole, 100, 0);
    ask(whole, new TcpInfo(10 * MS, 10 * MS, 0, 101));

    assertThat(ConnectionAudit.of(whole, false).agreement()).isEqualTo(Agreement.NO);
  }

  @Test
  void shouldAllowForWhatIsSentWhileTheKernelAnswers() {
    addSamples(whole, SAMPLES, 10 * MS);
    send(whole, 100, 0);
    whole.onKernel(new TcpInfo(10 * MS, 10 * MS, 0, 105));
    send(whole, 10, 0);
    whole.settle();

    assertThat(ConnectionAudit.of(whole, false).agreement()).isEqualTo(Agreement.YES);
  }

  @Test
  void shouldCompareOnlyWhatWasCountedSinceTheCaptureBegan() {
    ask(older, new TcpInfo(10 * MS, 10 * MS, 4, 0xFFFF_FFFFL));
    addSamples(older, SAMPLES, 10 * MS);
    send(older, 50, 1);
    ask(older, new TcpInfo(10 * MS, 10 * MS, 5, 50));

    ConnectionAudit audit = ConnectionAudit.of(older, false);

    assertThat(audit.agreement()).isEqualTo(Agreement.YES);
    assertThat(audit.kernelSegments()).isEqualTo(51);
    assertThat(audit.kernelRetransmits()).isEqualTo(1);
  }

  @Test
  void shouldExplainALowerMinimumOfBeforeTheCapture() {
    addSamples(older, SAMPLES, 10 * MS);
    ask(older, new TcpInfo(10 * MS, 5 * MS, 0, 0));

    ConnectionAudit audit = ConnectionAudit.of(older, false);

    assertThat(audit.agreement()).isEqualTo(Agreement.EXPLAINED);
    assertThat(audit.differences()).contains(Difference.BEGAN_BEFORE);
  }

  @Test
  void shouldExplainASynThatWasSentBeforeTheCapture() {
    AuditedConnection early = AuditedConnection.begun(key, 1, true);
    addSamples(early, SAMPLES, 10 * MS);
    send(early, 5, 0);
    ask(early, new TcpInfo(10 * MS, 10 * MS, 1, 5));
    assertThat(ConnectionAudit.of(early, false).differences())
        .containsExactly(Difference.BEGAN_BEFORE);

    ask(early, new TcpInfo(10 * MS, 10 * MS, 3, 5));
    assertThat(ConnectionAudit.of(early, false).agreement()).isEqualTo(Agreement.NO);
  }

  @Test
  void shouldExplainAMinimumOfFewSamples() {
    addSamples(whole, 3, 10 * MS);
    ask(whole, new TcpInfo(10 * MS, 8 * MS, 0, 0));

    assertThat(ConnectionAudit.of(whole, false).differences())
        .containsExactly(Difference.FEW_SAMPLES);
  }

  /** Such as an upload that the kernel was last asked about in its first windows. */
  @Test
  void shouldJudgeTheNumberOfSamplesByTheKernelsLastAnswer() {
    addSamples(whole, 49, 40 * MS);
    ask(whole, new TcpInfo(42 * MS, 41 * MS, 0, 0));
    addSamples(whole, 600, 40 * MS);

    ConnectionAudit audit = ConnectionAudit.of(whole, false);

    assertThat(audit.samples()).isEqualTo(649);
    assertThat(audit.agreement()).isEqualTo(Agreement.EXPLAINED);
    assertThat(audit.differences()).contains(Difference.FEW_SAMPLES);
  }

  @Test
  void shouldNotExplainAHigherMinimumOfManySamples() {
    addSamples(whole, 50, 40 * MS);
    ask(whole, new TcpInfo(42 * MS, 41 * MS, 0, 0));

    assertThat(ConnectionAudit.of(whole, false).agreement()).isEqualTo(Agreement.NO);
  }

  @Test
  void shouldNotExplainAMinimumThatOnlyTheKernelReached() {
    addSamples(whole, SAMPLES, 40 * MS);
    ask(whole, new TcpInfo(39 * MS, 39 * MS, 0, 0));

    assertThat(ConnectionAudit.of(whole, false).agreement()).isEqualTo(Agreement.NO);
  }

  @Test
  void shouldExplainCountsByALossyCapture() {
    addSamples(whole, SAMPLES, 10 * MS);
    ask(whole, new TcpInfo(10 * MS, 10 * MS, 0, 7));

    ConnectionAudit audit = ConnectionAudit.of(whole, true);

    assertThat(audit.agreement()).isEqualTo(Agreement.EXPLAINED);
    assertThat(audit.differences()).containsExactly(Difference.CAPTURE_LOSS);
  }

  @Test
  void shouldNameDelayedAcksAndSmoothing() {
    addSamples(whole, SAMPLES, 10 * MS);
    whole.addSample(50 * MS, false);
    ask(whole, new TcpInfo(15 * MS, 10 * MS, 0, 0));
    assertThat(ConnectionAudit.of(whole, false).differences())
        .containsExactly(Difference.DELAYED_ACK);

    AuditedConnection prompt = AuditedConnection.begun(key, 1, false);
    addSamples(prompt, SAMPLES, 10 * MS);
    ask(prompt, new TcpInfo(15 * MS, 10 * MS, 0, 0));
    ConnectionAudit smoothed = ConnectionAudit.of(prompt, false);
    assertThat(smoothed.differences()).containsExactly(Difference.SMOOTHING);
    assertThat(smoothed.agreement()).isEqualTo(Agreement.YES);
  }

  @Test
  void shouldCompareNothingThatTheKernelDoesNotTell() {
    addSamples(whole, SAMPLES, 10 * MS);
    send(whole, 10, 0);
    ask(whole, new TcpInfo(10 * MS, TcpInfo.UNKNOWN, 0, TcpInfo.UNKNOWN));

    ConnectionAudit audit = ConnectionAudit.of(whole, false);

    assertThat(audit.agreement()).isEqualTo(Agreement.YES);
    assertThat(audit.kernelMinNs()).isNaN();
    assertThat(audit.kernelSegments()).isEqualTo(TcpInfo.UNKNOWN);
  }

  private static void addSamples(AuditedConnection connection, int count, long rttNs) {
    for (int i = 0; i < count; i++) {
      connection.addSample(rttNs, true);
    }
  }

  private static void send(AuditedConnection connection, int segments, int retransmits) {
    connection.addTransmission(segments, false, true, false);
    if (retransmits > 0) {
      connection.addTransmission(retransmits, true, true, false);
    }
  }

  private static void ask(AuditedConnection connection, TcpInfo info) {
    connection.onKernel(info);
    connection.settle();
  }
}
