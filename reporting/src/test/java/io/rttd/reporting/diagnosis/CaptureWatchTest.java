package io.rttd.reporting.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureWatchTest {
  private static final long SECOND = 1_000_000_000L;

  private final CaptureWatch watch = new CaptureWatch();
  private long nowS = 1_000;

  @Test
  void shouldSayWhyAfterAMinuteWithoutASample() {
    for (int i = 0; i < 5; i++) {
      assertThat(strangers(21)).isFalse();
    }
    assertThat(watch.finding()).isEmpty();

    assertThat(strangers(20)).isTrue();
    assertThat(watch.finding()).contains(new Finding(Diagnosis.NO_LOCAL_END, true, 125, 125));
    assertThat(watch.sinceNs()).isEqualTo(1_000 * SECOND);
  }

  @Test
  void shouldSayItOnce() {
    for (int i = 0; i < 6; i++) {
      strangers(20);
    }
    for (int i = 0; i < 60; i++) {
      assertThat(strangers(20)).isFalse();
      assertThat(watch.finding()).isPresent();
    }
  }

  @Test
  void shouldRecoverWithTheFirstSample() {
    for (int i = 0; i < 6; i++) {
      strangers(20);
    }

    assertThat(sample()).isTrue();
    assertThat(watch.finding()).isEmpty();
    assertThat(sample()).isFalse();
  }

  @Test
  void shouldNotMistakeAQuietLinkForABlindOne() {
    for (int i = 0; i < 60; i++) {
      strangers(0);
    }
    assertThat(strangers(20)).as("the first packets after an hour").isFalse();
    assertThat(watch.finding()).isEmpty();
  }

  @Test
  void shouldWaitForMorePacketsThanAKeepAliveNowAndThen() {
    for (int i = 0; i < 7; i++) {
      assertThat(strangers(1)).isFalse();
    }
  }

  private boolean strangers(long packets) {
    return report(
        CaptureCounts.NONE
            .with(CaptureCounter.PACKETS, packets)
            .with(CaptureCounter.NOT_LOCAL, packets),
        List.of());
  }

  private boolean sample() {
    return report(
        CaptureCounts.NONE.with(CaptureCounter.PACKETS, 10).with(CaptureCounter.SEGMENTS, 10),
        List.of(1_000_000L));
  }

  private boolean report(CaptureCounts counts, List<Long> samplesNs) {
    nowS += 10;
    PairInterval[] pairs =
        samplesNs.stream()
            .map(ns -> Samples.of("192.0.2.1", "192.0.2.2").prompt(ns).build())
            .toArray(PairInterval[]::new);
    Report merged =
        new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES)
            .merge(
                List.of(new FakeShard(0, 1).snapshot(nowS * SECOND, false, pairs)),
                0,
                new CaptureReading(counts, 1));
    return watch.onReport(
        new Report(
            merged.iface(),
            merged.tags(),
            (nowS - 10) * SECOND,
            nowS * SECOND,
            0,
            merged.peers(),
            merged.verdicts(),
            merged.gauges(),
            merged.capture()));
  }
}
