package io.rttd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock that stamps packets is set by an hour, or by ten years, while connections go on. */
class ClockStepTest {
  private static final int FLOWS = 50;
  private static final int ROUNDS = 40;
  private static final long RTT_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private long samples;
  private long reports;

  @Tag("fault")
  @ParameterizedTest
  @ValueSource(longs = {3600, -3600, 315_360_000, -315_360_000})
  void shouldLoseWhatWasOnItsWayAndNothingElse(long stepSeconds) {
    EngineConfig config = EngineConfig.defaults(1).withMemoryLimit(16 << 20).withShards(0);
    try (RttEngine engine =
        new RttEngine(
            "t",
            config,
            this::onVerdict,
            snapshot -> {
              reports++;
              snapshot.peers().forEach(peer -> samples += peer.count());
              snapshot.recycle();
            })) {
      engine.start();
      long nowNs = TimeUnit.DAYS.toNanos(20_000);
      for (int round = 0; round < ROUNDS; round++) {
        for (int flow = 0; flow < FLOWS; flow++) {
          send(engine, nowNs, flow, true, 1 + 100 * round, 1);
        }
        nowNs += round == ROUNDS / 2 ? TimeUnit.SECONDS.toNanos(stepSeconds) : RTT_NS;
        for (int flow = 0; flow < FLOWS; flow++) {
          send(engine, nowNs, flow, false, 1, 1 + 100 * (round + 1));
        }
        nowNs += RTT_NS;
        engine.intake().tick(nowNs);
        engine.intake().report(nowNs, false);
      }
      engine.intake().report(nowNs, true);
    }

    assertThat(verdicts)
        .containsOnly(
            Map.entry(Verdict.EXACT, FLOWS * (ROUNDS - 1)), Map.entry(Verdict.CLOCK, FLOWS));
    assertThat(samples).isEqualTo(FLOWS * (ROUNDS - 1L));
    assertThat(reports).isEqualTo(ROUNDS + 1);
  }

  private void onVerdict(AckVerdict verdict) {
    verdicts.merge(verdict.verdict(), 1, Integer::sum);
    if (verdict.verdict().isSample()) {
      assertThat(verdict.rttNs()).isEqualTo(RTT_NS);
    }
  }

  private static void send(
      RttEngine engine, long timeNs, int flow, boolean fromClient, int seq, int ack) {
    long client = Addresses.ipv4Lo(1);
    long server = Addresses.ipv4Lo(2);
    Segment segment = engine.intake().claim();
    segment.copyFrom(new Segment());
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = timeNs;
    segment.srcLo = fromClient ? client : server;
    segment.dstLo = fromClient ? server : client;
    segment.srcPort = fromClient ? 1024 + flow : 443;
    segment.dstPort = fromClient ? 443 : 1024 + flow;
    segment.timed = fromClient ? Segment.TIMED_SRC : Segment.TIMED_DST;
    segment.flags = TcpFlags.ACK;
    segment.seq = seq;
    segment.ack = ack;
    segment.window = 1000;
    segment.payloadLength = fromClient ? 100 : 0;
    engine.intake().publish();
  }
}
