package io.rttd.analyze.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowExplainerTest {
  private static final int CLIENT = 0xC612_0001;
  private static final int SERVER = 0xC612_0002;

  private final List<String> lines = new ArrayList<>();
  private final FlowExplainer explainer =
      new FlowExplainer(FlowSelector.parse("198.18.0.1:40000-198.18.0.2:80"), lines::add);
  private final SegmentPublisher engine = new RttEngine("t", config(), explainer, s -> {}).intake();
  private long frame;

  @Test
  void shouldTellWhatAnAckMadeOfASegment() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    server(30, TcpFlags.ACK, 500, 1100, 0);
    assertThat(lines)
        .containsExactly(
            "#1 0.000000 198.18.0.1:40000 data 0:100 (100) sent; covered by ack 100 of #2 at"
                + " 0.030000: exact, 30.000000 ms from #1, held: fewer than two full segments were"
                + " newly covered, so the receiver may have waited");
  }

  @Test
  void shouldTellThatASegmentFillsAGap() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    client(1, TcpFlags.ACK, 1200, 500, 100);
    client(200, TcpFlags.ACK, 1100, 500, 100);
    client(201, TcpFlags.ACK, 1300, 500, 100);
    server(230, TcpFlags.ACK, 500, 1400, 0);
    assertThat(lines).hasSize(4);
    assertThat(lines)
        .filteredOn(line -> line.contains("filling a gap"))
        .singleElement()
        .asString()
        .startsWith("#3 0.200000 198.18.0.1:40000 data 100:200 (100) sent, filling a gap; covered");
  }

  @Test
  void shouldTellOfEachTimeASegmentWasSent() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    client(200, TcpFlags.ACK, 1000, 500, 100);
    server(230, TcpFlags.ACK, 500, 1100, 0);
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("sent, again #2 at 0.200000; covered by ack 100 of #3")
        .contains("retransmitted, no sample");
  }

  @Test
  void shouldTellADuplicateFromASegmentSentAgain() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    engine.claim().frame = ++frame;
    engine.leaveOut();
    server(30, TcpFlags.ACK, 500, 1100, 0);
    explainer.finish();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("data 0:100 (100) sent, duplicate #2 at 0.000000; covered by ack 100 of #3")
        .contains("exact, 30.000000 ms from #1");
    assertThat(lines.get(1))
        .isEqualTo("1 duplicate was left out: the same packet captured again within 2 ms");
  }

  @Test
  void shouldTellWhichOfTheCoveredSegmentsWasTimed() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    client(1, TcpFlags.ACK, 1100, 500, 100);
    server(30, TcpFlags.ACK, 500, 1200, 0);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("not timed, since the ACK reports another segment");
    assertThat(lines.get(1)).contains("exact, 29.000000 ms from #2");
  }

  @Test
  void shouldTellOfWhatNothingAcknowledged() {
    client(0, TcpFlags.SYN, 1000, 0, 0);
    explainer.finish();
    assertThat(lines)
        .containsExactly("#1 0.000000 198.18.0.1:40000 SYN 0:1 (1) sent; never acknowledged");
  }

  @Test
  void shouldSayNothingOfOtherFlows() {
    segment(0, CLIENT, 40_001, SERVER, 80, TcpFlags.ACK, 1, 1, 100);
    segment(9, SERVER, 80, CLIENT, 40_001, TcpFlags.ACK, 1, 101, 0);
    explainer.finish();
    assertThat(lines).isEmpty();
  }

  @Test
  void shouldExplainASackSampleAndTheAckThatFollows() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    client(1, TcpFlags.ACK, 1100, 500, 100);
    Segment sack = fill(31, SERVER, 80, CLIENT, 40_000, TcpFlags.ACK, 500, 1000, 0);
    sack.addSackBlock(1100, 1200);
    engine.publish();
    client(200, TcpFlags.ACK, 1000, 500, 100);
    server(230, TcpFlags.ACK, 500, 1200, 0);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .contains("a SACK block of #3 at 0.031000 newly ends at it: sack, 30.0");
    assertThat(lines.get(2)).contains("post-loss, no sample");
  }

  @Test
  void shouldTellOfASampleThatAGapOfTheCaptureSpoils() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    engine.gap(1_000_000_000_000L + 10_000_000L);
    server(30, TcpFlags.ACK, 500, 1100, 0);
    assertThat(lines).singleElement().asString().contains("clock, 30.000000 ms from #1");
  }

  @Test
  void shouldSayWhyASegmentIsNotTimed() {
    server(0, TcpFlags.ACK, 500, 1000, 100);
    segment(1, SERVER, 80, CLIENT, 40_000, TcpFlags.ACK, 600, 1000, 100);
    fill(2, CLIENT, 40_000, SERVER, 80, TcpFlags.ACK, 1000, 700, 0).window = 0;
    engine.publish();
    server(500, TcpFlags.ACK, 700, 1000, 100);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2))
        .isEqualTo(
            "#4 0.500000 198.18.0.2:80 data 200:300 (100) sent; not timed: it probes a closed"
                + " window");
  }

  @Test
  void shouldTellOfEachSegmentThoughSomeShareASlot() {
    for (int i = 0; i < 3000; i++) {
      client(i, TcpFlags.ACK, 1000 + 100 * i, 500, 100);
    }
    client(3000, TcpFlags.ACK, 1000, 500, 100);
    server(3001, TcpFlags.ACK, 500, 301_000, 0);
    assertThat(lines).hasSize(3000);
    assertThat(lines.get(0)).contains("data 0:100 (100) sent, again #3001 at 3.000000; covered");
    assertThat(lines.get(1)).contains("data 100:200 (100) sent; covered by ack 300000 of #3002");
    assertThat(lines.get(2999)).contains("data 299900:300000 (100) sent; covered");
  }

  @Test
  void shouldTellOfWhatIsForgottenWithItsConnection() {
    client(0, TcpFlags.ACK, 1000, 500, 100);
    client(1, TcpFlags.RST, 1100, 500, 0);
    client(9, TcpFlags.SYN, 777_000, 0, 0);
    server(19, TcpFlags.SYN | TcpFlags.ACK, 40, 777_001, 0);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo("#2 0.001000 198.18.0.1:40000 resets the connection");
    assertThat(lines.get(1))
        .isEqualTo(
            "#1 0.000000 198.18.0.1:40000 data 0:100 (100) sent; forgotten with its connection");
    assertThat(lines.get(2)).isEqualTo("#3 0.009000 198.18.0.1:40000 starts another connection");
    assertThat(lines.get(3)).contains("#3 0.009000 198.18.0.1:40000 SYN 0:1 (1) sent; covered");
  }

  @Test
  void shouldReadIpv6EndsInBrackets() {
    FlowSelector flow = FlowSelector.parse("[2001:db8::1]:40000-[2001:db8::2]:80");
    assertThat(flow.a()).hasToString("[2001:db8::1]:40000");
    assertThat(flow.b().port()).isEqualTo(80);
  }

  @Test
  void shouldReadALineOfTheTableOfConnections() {
    FlowSelector flow = FlowSelector.parse("  [2001:db8::1]:40000  198.18.0.2:80   0.000  1.5k");
    assertThat(flow.a()).hasToString("[2001:db8::1]:40000");
    assertThat(flow.b()).hasToString("198.18.0.2:80");
  }

  @Test
  void shouldSayWhatIsWrongWithASelector() {
    for (String wrong :
        List.of(
            "",
            "1.2.3.4:5",
            "1.2.3.4-1.2.3.5",
            "a:1-b:2",
            "1.2.3.4:x-1.2.3.4:1",
            "1.2.3.4:70000-1.2.3.4:1")) {
      assertThatThrownBy(() -> FlowSelector.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected");
    }
  }

  private void client(long ms, int flags, int seq, int ack, int bytes) {
    segment(ms, CLIENT, 40_000, SERVER, 80, flags, seq, ack, bytes);
  }

  private void server(long ms, int flags, int seq, int ack, int bytes) {
    segment(ms, SERVER, 80, CLIENT, 40_000, flags, seq, ack, bytes);
  }

  private void segment(
      long ms, int src, int srcPort, int dst, int dstPort, int flags, int seq, int ack, int n) {
    fill(ms, src, srcPort, dst, dstPort, flags, seq, ack, n);
    engine.publish();
  }

  private Segment fill(
      long ms, int src, int srcPort, int dst, int dstPort, int flags, int seq, int ack, int n) {
    Segment segment = engine.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = 1_000_000_000_000L + ms * 1_000_000L;
    segment.frame = ++frame;
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = Addresses.ipv4Lo(src);
    segment.dstLo = Addresses.ipv4Lo(dst);
    segment.srcPort = srcPort;
    segment.dstPort = dstPort;
    segment.timed = Segment.TIMED_SRC | Segment.TIMED_DST;
    segment.flags = flags;
    segment.seq = seq;
    segment.ack = ack;
    segment.window = 1000;
    segment.payloadLength = n;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    return segment;
  }

  private static EngineConfig config() {
    return EngineConfig.defaults(1).keepingFlows().withMemoryLimit(64L << 20).withShards(0);
  }
}
