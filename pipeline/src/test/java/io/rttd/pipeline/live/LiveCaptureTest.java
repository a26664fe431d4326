package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.afpacket.FanoutGroup;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LiveCaptureTest {
  private final ScriptedLiveSource afPacket = new ScriptedLiveSource();
  private final ScriptedLiveSource libpcap = new ScriptedLiveSource();

  @Test
  void shouldFallBackToLibpcapWhereAfPacketIsUnavailable() throws Exception {
    afPacket.refusal = new CaptureException(Reason.UNSUPPORTED, "eth0: no ring");

    try (FilteredSource source = open(LiveMethod.AF_PACKET, RingSettings.DEFAULT)) {
      source.poll((time, link, index, buffer, offset, captured, original) -> {}, 1);
    }
    assertThat(libpcap.polls).isOne();
  }

  @Test
  void shouldNotFallBackFromAnythingThatLibpcapCannotMend() {
    for (Reason reason : new Reason[] {Reason.NOT_FOUND, Reason.NO_PERMISSION, Reason.BAD_FILTER}) {
      afPacket.refusal = new CaptureException(reason, "no");

      assertThatThrownBy(() -> open(LiveMethod.AF_PACKET, RingSettings.DEFAULT)).hasMessage("no");
    }
    assertThat(libpcap.opened).isZero();
  }

  @Test
  void shouldNotFallBackWithinAGroupWhereEachWouldHearEverything() {
    afPacket.refusal = new CaptureException(Reason.UNSUPPORTED, "eth0: no ring");
    RingSettings grouped = new RingSettings(1, Optional.of(new FanoutGroup(false)), false, false);

    assertThatThrownBy(() -> open(LiveMethod.AF_PACKET, grouped)).hasMessage("eth0: no ring");
    assertThat(libpcap.opened).isZero();
  }

  @Test
  void shouldGiveBothReasonsWhenNeitherMethodIsAvailable() {
    afPacket.refusal = new CaptureException(Reason.UNSUPPORTED, "eth0: no ring");
    libpcap.refusal = new CaptureException(Reason.UNSUPPORTED, "no libpcap");

    assertThatThrownBy(() -> open(LiveMethod.AF_PACKET, RingSettings.DEFAULT))
        .hasMessage("no libpcap")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("eth0: no ring"));
  }

  private FilteredSource open(LiveMethod method, RingSettings ring) throws CaptureException {
    LiveSettings settings =
        new LiveSettings("eth0", SnapPolicy.headers(128), PeerFilter.allTcp(), method, ring);
    return LiveCapture.open(
        settings,
        (wanted, filter) -> afPacket.open(filter),
        (wanted, filter) -> libpcap.open(filter));
  }
}
