package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReopeningSourceTest {
  private static final FrameHandler DEAF =
      (time, link, index, buffer, offset, captured, original) -> {};

  private final ScriptedLiveSource inside = new ScriptedLiveSource();

  @Test
  void shouldRefuseToStartWithoutTheInterface() {
    inside.refusal = new CaptureException(Reason.NOT_FOUND, "there is no interface 'eth0'");

    assertThatThrownBy(this::reopening).hasMessage("there is no interface 'eth0'");
  }

  @Test
  void shouldWaitForAnInterfaceThatIsMissingAtTheStart() throws Exception {
    inside.refusal = new CaptureException(Reason.NOT_FOUND, "there is no interface 'eth0'");
    try (ReopeningSource source = waiting()) {
      assertThat(source.isWaiting()).isTrue();
      assertThat(source.poll(DEAF, 1)).isZero();
      assertThat(source.kernelDrops()).isZero();
      inside.refusal = null;

      await().atMost(Duration.ofSeconds(10)).until(() -> source.poll(DEAF, 1) == 0 && opened(1));
      assertThat(source.isWaiting()).isFalse();
      assertThat(source.interruptions()).as("it never went away").isZero();
    }
  }

  @Test
  void shouldNotWaitForWhatWaitingDoesNotCure() {
    inside.refusal = new CaptureException(Reason.NO_PERMISSION, "needs CAP_NET_RAW");

    assertThatThrownBy(this::waiting).hasMessage("needs CAP_NET_RAW");
  }

  @Test
  void shouldListenAgainWithTheLatestFilterAndCountOn() throws Exception {
    PeerFilter latest =
        PeerFilter.of(List.of(Cidr.parse("198.18.0.1")), List.of(), Optional.empty());
    try (ReopeningSource source = reopening()) {
      inside.drops = 3;
      inside.freezes = 20;
      inside.gone = true;
      inside.refusal = new CaptureException(Reason.NOT_FOUND, "there is no interface 'eth0'");
      assertThat(source.poll(DEAF, 1)).isZero();
      assertThat(inside.closed).isTrue();
      source.replaceFilter(latest);
      assertThat(source.kernelDrops()).as("while it is gone").isEqualTo(3);
      assertThat(source.kernelFreezes()).as("while it is gone").isEqualTo(20);
      inside.refusal = null;

      await().atMost(Duration.ofSeconds(10)).until(() -> source.poll(DEAF, 1) == 0 && opened(2));
      inside.drops = 4;
      inside.freezes = 50;
      assertThat(inside.filter).isEqualTo(latest);
      assertThat(source.kernelDrops()).isEqualTo(7);
      assertThat(source.kernelFreezes()).isEqualTo(70);
    }
    assertThat(inside.closed).isTrue();
  }

  @Test
  void shouldCloseWhileTheInterfaceIsGone() throws Exception {
    ReopeningSource source = reopening();
    inside.gone = true;
    source.poll(DEAF, 1);

    source.close();
    assertThat(source.poll(DEAF, 1)).isZero();
    assertThat(inside.opened).isOne();
  }

  private boolean opened(int times) {
    return inside.opened == times;
  }

  private ReopeningSource waiting() throws CaptureException {
    return new ReopeningSource("eth0", PeerFilter.allTcp(), inside::open, true);
  }

  private ReopeningSource reopening() throws CaptureException {
    return new ReopeningSource("eth0", PeerFilter.allTcp(), inside::open);
  }
}
