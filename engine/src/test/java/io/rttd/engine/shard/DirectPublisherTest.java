package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.TupleHash;
import io.rttd.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.agrona.LangUtil;
import org.junit.jupiter.api.Test;

/** When a shard without a ring handles what was published. */
class DirectPublisherTest {
  private static final long MS = 1_000_000L;
  private static final int SERVER = 1;
  private static final int CLIENT = 0x0A00_0000;
  private static final int CLIENT_PORT = 40_000;

  /** Enough for a batch to be prefetched before it is handled. */
  private static final int MANY_FLOWS = 10_000;

  private final List<Long> acked = new ArrayList<>();
  private long exactInReport;

  @Test
  void shouldGiveEachVerdictBeforeTheNextSegmentWhenInTurn() {
    DirectPublisher intake = intake(verdict -> acked.add(verdict.acknowledgement().frame), true);
    for (int i = 0; i < 3; i++) {
      exchange(intake, i);
      assertThat(acked).hasSize(i + 1);
    }
    assertThat(acked).containsExactly(2L, 4L, 6L);
  }

  @Test
  void shouldHandleWhatWaitsBeforeAReport() {
    DirectPublisher intake = intake(VerdictListener.NONE, false);
    for (int i = 0; i < 3; i++) {
      exchange(intake, i);
    }
    intake.report(1000 * MS, true);
    assertThat(exactInReport).isEqualTo(3);
  }

  @Test
  void shouldKeepTheOrderOfMoreThanOneBatch() {
    DirectPublisher intake = intake(verdict -> acked.add(verdict.acknowledgement().frame), false);
    for (int i = 0; i < 100; i++) {
      exchange(intake, i);
    }
    intake.flush();
    assertThat(acked).hasSize(100).isSorted();
  }

  @Test
  void shouldLoseNothingBehindASegmentThatFails() {
    DirectPublisher intake =
        intake(
            verdict -> {
              if (verdict.acknowledgement().frame == 4) {
                throw new IllegalStateException("not this one");
              }
              acked.add(verdict.acknowledgement().frame);
            },
            false);
    for (int i = 0; i < 3; i++) {
      exchange(intake, i);
    }
    assertThatThrownBy(intake::flush).hasMessage("not this one");
    intake.flush();
    assertThat(acked).containsExactly(2L, 6L);
  }

  @Test
  void shouldFindTheFlowsOfWhatFollowsAFailureInTheSameBatch() {
    DirectPublisher intake =
        intake(
            verdict -> {
              if (verdict.acknowledgement().frame == 2) {
                throw new IllegalStateException("not this one");
              }
              acked.add(verdict.acknowledgement().frame);
            },
            false);
    for (int flow = 0; flow < MANY_FLOWS; flow++) {
      publish(intake, 10_000 + flow, true, MANY_FLOWS + flow, 900, 1, 0);
    }
    intake.flush();
    exchange(intake, 0);
    exchange(intake, 1);
    assertThatThrownBy(intake::flush).hasMessage("not this one");
    for (int i = 2; i < 10; i++) {
      publish(intake, 2 * i + 1, true, i, 1000, 1, 100);
      publish(intake, 2 * i + 2, false, i, 1, 1100, 0);
    }
    intake.flush();
    assertThat(acked).hasSize(9);
  }

  private DirectPublisher intake(VerdictListener verdicts, boolean inTurn) {
    Shard shard =
        new Shard(
            0,
            1,
            ShardLimits.of(EngineConfig.defaults(1)),
            new TupleHash(7),
            () -> ServicePorts.NONE,
            verdicts,
            snapshot -> exactInReport += snapshot.verdicts(Verdict.EXACT));
    return new DirectPublisher(shard, inTurn, LangUtil::rethrowUnchecked);
  }

  /** The client sends 100 bytes, frame 2n+1; the server acknowledges them, frame 2n+2. */
  private static void exchange(DirectPublisher intake, int number) {
    int seq = 1000 + 100 * number;
    publish(intake, 2 * number + 1, true, 0, seq, 1, 100);
    publish(intake, 2 * number + 2, false, 0, 1, seq + 100, 0);
  }

  private static void publish(
      DirectPublisher intake,
      long frame,
      boolean byClient,
      int flow,
      int seq,
      int ack,
      int payloadLength) {
    Segment segment = intake.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.frame = frame;
    segment.timeNs = frame * MS;
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = Addresses.ipv4Lo(byClient ? CLIENT + flow : SERVER);
    segment.dstLo = Addresses.ipv4Lo(byClient ? SERVER : CLIENT + flow);
    segment.srcPort = byClient ? CLIENT_PORT : 80;
    segment.dstPort = byClient ? 80 : CLIENT_PORT;
    segment.timed = Segment.TIMED_SRC | Segment.TIMED_DST;
    segment.seq = seq;
    segment.ack = ack;
    segment.flags = TcpFlags.ACK;
    segment.window = 1000;
    segment.payloadLength = payloadLength;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    intake.publish();
  }
}
