package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.model.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("live")
class RttProbeLiveTest {
  private static final Duration THINKS = Duration.ofMillis(20);

  private EchoServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new EchoServer(THINKS);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void shouldHaveEverythingThatPassedBeforeTheQuestion() throws CaptureException {
    try (RttProbe probe = started(RttProbe.on("lo").port(server.port()))) {
      server.exchange(1);
      // SYN, SYN/ACK, a byte each way and two FINs, the last of which may share its ACK.
      assertThat(probe.histogram().getTotalCount()).isBetween(4L, 6L);
      server.exchange(1);
      assertThat(probe.histogram().getTotalCount()).isBetween(8L, 12L);
    }
  }

  @Test
  void shouldTellTheHandshakeFromAnAnswerThatTookItsTime() throws CaptureException {
    try (RttProbe probe = started(RttProbe.on("lo").port(server.port()))) {
      server.exchange(3);
      RttReading reading = probe.reading();
      assertThat(reading.samples(RttKind.HANDSHAKE)).isEqualTo(2);
      assertThat(reading.percentileMs(RttKind.HANDSHAKE, 100)).isLessThan(20);
      assertThat(reading.verdicts(Verdict.EXACT)).isGreaterThan(4);
      assertThat(reading.packets()).isGreaterThan(8);
      assertThat(reading.kernelDrops()).isZero();
      assertThat(reading).asString().contains(reading.samples() + " samples", "0 dropped");
    }
  }

  @Test
  void shouldMeasureNothingOfOtherPortsAndPeers() throws CaptureException {
    try (RttProbe otherPort = started(RttProbe.on("lo").port(server.port() == 9 ? 10 : 9));
        RttProbe otherPeer = started(RttProbe.on("lo").peer("198.18.0.0/15"));
        RttProbe refused =
            started(RttProbe.on("lo").filter("not port " + server.port()).port(server.port()))) {
      server.exchange(1);
      assertThat(otherPort.histogram().getTotalCount()).isZero();
      assertThat(otherPeer.histogram().getTotalCount()).isZero();
      assertThat(refused.histogram().getTotalCount()).isZero();
    }
  }

  @Test
  void shouldStartOverAfterAReset() throws CaptureException {
    try (RttProbe probe = started(RttProbe.on("lo").port(server.port()))) {
      server.exchange(1);
      probe.reset();
      RttReading reading = probe.reading();
      assertThat(reading.samples()).isZero();
      assertThat(reading.percentileMs(RttKind.ALL, 50)).isNaN();
      assertThat(reading.verdicts(Verdict.EXACT)).isZero();
    }
  }

  @Test
  void shouldStillTellWhatWasMeasuredWhenClosed() throws CaptureException {
    RttProbe probe = started(RttProbe.on("lo").port(server.port()));
    server.exchange(1);
    probe.close();
    probe.close();
    Histogram before = probe.histogram();
    server.exchange(1);
    assertThat(before.getTotalCount()).isGreaterThanOrEqualTo(4);
    assertThat(probe.histogram()).isEqualTo(before);
  }

  @Test
  void shouldTellAListenerOfEachVerdict() throws CaptureException {
    AtomicLong heard = new AtomicLong();
    try (RttProbe probe =
        started(
            RttProbe.on("lo").port(server.port()).onVerdict(verdict -> heard.incrementAndGet()))) {
      server.exchange(2);
      RttReading reading = probe.reading();
      long verdicts = 0;
      for (Verdict verdict : Verdict.values()) {
        verdicts += reading.verdicts(verdict);
      }
      assertThat(heard.get()).isEqualTo(verdicts).isGreaterThanOrEqualTo(reading.samples());
    }
  }

  @Test
  void shouldWaitForSamplesButNotForEver() throws CaptureException {
    try (RttProbe probe = started(RttProbe.on("lo").port(server.port()))) {
      server.exchange(1);
      assertThat(probe.awaitSamples(4, Duration.ofSeconds(10)).samples()).isGreaterThanOrEqualTo(4);
      assertThat(probe.awaitSamples(1_000_000, Duration.ofMillis(1)).samples())
          .isLessThan(1_000_000);
    }
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertThatThrownBy(() -> RttProbe.on("nosuch0").start())
        .isInstanceOfSatisfying(
            CaptureException.class,
            e -> assertThat(e.reason()).isIn(Reason.NOT_FOUND, Reason.NO_PERMISSION))
        .hasMessageContaining("nosuch0");
    assertThatIllegalArgumentException().isThrownBy(() -> RttProbe.on("lo").port(0));
    assertThatIllegalArgumentException().isThrownBy(() -> RttProbe.on("lo").port(65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> RttProbe.on("lo").peer("nonsense"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RttProbe.on("lo").maxRtt(Duration.ofHours(2)));
    assertThatIllegalArgumentException().isThrownBy(() -> RttProbe.on("lo").memoryLimit(1));
  }

  @Test
  void shouldLeaveNoThreadBehind() throws CaptureException {
    started(RttProbe.on("lo").port(server.port())).close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("rttd-probe-"));
  }

  private static RttProbe started(RttProbeBuilder settings) throws CaptureException {
    try {
      return settings.start();
    } catch (CaptureException e) {
      return e.reason() == Reason.NO_PERMISSION ? abort(e.getMessage()) : rethrown(e);
    }
  }

  private static RttProbe rethrown(CaptureException e) throws CaptureException {
    throw e;
  }
}
