package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.PairCounter;
import io.rttd.model.TcpFlags;
import org.junit.jupiter.api.Test;

/** How often windows close, and for how long, pair by pair. */
class ClosedWindowCountsTest extends PairCountsFixture {
  @Test
  void shouldMeasureForHowLongAWindowWasClosed() {
    handshake();
    fromClient(40, TcpFlags.ACK, 101, 501, 1000);
    window = 0;
    fromServer(50, TcpFlags.ACK, 501, 1101, 0);
    fromServer(70, TcpFlags.ACK, 501, 1101, 0);
    window = 1000;
    fromServer(290, TcpFlags.ACK, 501, 1101, 0);
    fromServer(300, TcpFlags.ACK, 501, 1101, 0);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOWS, 1L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 240 * MS);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.ZERO_WINDOWS, 0L);
  }

  @Test
  void shouldCountNoClosedWindowOnceBothEndsHaveFinished() {
    handshake();
    fromClient(40, TcpFlags.ACK | TcpFlags.FIN, 101, 501, 0);
    fromServer(50, TcpFlags.ACK | TcpFlags.FIN, 501, 102, 0);
    window = 0;
    fromClient(60, TcpFlags.ACK, 102, 502, 0);
    report(10_000);
    last(60_000);
    assertThat(of(TO_CLIENT))
        .containsEntry(PairCounter.ZERO_WINDOWS, 0L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 0L);
  }

  @Test
  void shouldMeasureAClosedWindowUntilBothEndsHaveFinished() {
    handshake();
    window = 0;
    fromServer(110, TcpFlags.ACK, 501, 101, 0);
    fromServer(200, TcpFlags.ACK | TcpFlags.FIN, 501, 101, 0);
    window = 1000;
    fromClient(210, TcpFlags.ACK | TcpFlags.FIN, 101, 502, 0);
    window = 0;
    fromServer(220, TcpFlags.ACK, 502, 102, 0);
    report(10_000);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOWS, 1L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 100 * MS);
  }

  @Test
  void shouldMeasureAClosedWindowUntilItsEndFinishesLast() {
    handshake();
    window = 0;
    fromServer(110, TcpFlags.ACK, 501, 101, 0);
    window = 1000;
    fromClient(150, TcpFlags.ACK | TcpFlags.FIN, 101, 501, 0);
    window = 0;
    fromServer(200, TcpFlags.ACK | TcpFlags.FIN, 501, 102, 0);
    last(60_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.ZERO_WINDOW_NS, 90 * MS);
  }

  @Test
  void shouldMeasureAClosedWindowUntilItsConnectionIsDropped() {
    handshake();
    window = 0;
    fromServer(1_000, TcpFlags.ACK, 501, 101, 0);
    report(10_000);
    for (int second = 11; second <= 400; second++) {
      tick(second * 1_000L);
    }
    report(410_000);
    last(420_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.ZERO_WINDOW_NS, 301_000 * MS);
  }

  @Test
  void shouldReportInEachIntervalForHowLongAWindowWasClosed() {
    handshake();
    window = 0;
    fromServer(4_000, TcpFlags.ACK, 501, 101, 0);
    for (int interval = 1; interval <= 5; interval++) {
      report(interval * 10_000L);
      assertThat(of(TO_SERVER))
          .containsEntry(PairCounter.ZERO_WINDOW_NS, (interval * 10_000L - 4_000) * MS);
    }
    window = 1000;
    fromServer(50_300, TcpFlags.ACK, 501, 101, 0);
    report(60_000);
    last(70_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOWS, 1L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 46_300 * MS);
  }

  @Test
  void shouldCountTheClosedWindowsOfMoreFlowsThanItListsAtTheEndAtLeast() {
    int flows = ClosedWindows.MAX_ENDS + 100;
    window = 0;
    for (int port = 1; port <= flows; port++) {
      send(CLIENT, SERVER, port, 80, 1_000, TcpFlags.ACK, 100, 1, 0);
    }
    report(2_000);
    assertThat(of(TO_CLIENT))
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 1_000 * MS * ClosedWindows.MAX_ENDS);
    last(3_000);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.ZERO_WINDOW_NS, 2_000 * MS * flows);
  }

  @Test
  void shouldListAWindowOnceThatClosesOften() {
    handshake();
    for (int ms = 1_000; ms < 1_000 + 2 * ClosedWindows.MAX_ENDS; ms += 2) {
      window = 0;
      fromServer(ms, TcpFlags.ACK, 501, 101, 0);
      window = 1000;
      fromServer(ms + 1, TcpFlags.ACK, 501, 101, 0);
    }
    window = 0;
    send(CLIENT, SERVER, 5, 80, 9_000, TcpFlags.ACK, 100, 1, 0);
    report(10_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOW_NS, MS * ClosedWindows.MAX_ENDS);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.ZERO_WINDOW_NS, 1_000 * MS);
  }

  @Test
  void shouldCountAWindowThatStaysClosedUntilTheCaptureEnds() {
    handshake();
    window = 0;
    fromServer(50, TcpFlags.ACK, 501, 101, 0);
    last(60_050);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.ZERO_WINDOW_NS, 60_000 * MS);
  }
}
