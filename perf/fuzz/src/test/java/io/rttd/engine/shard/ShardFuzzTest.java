package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rttd.engine.pair.PairTable;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.SegmentAccount;
import io.rttd.model.ServicePorts;
import io.rttd.model.TupleHash;
import io.rttd.model.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Any segments, ticks, gaps and reports, in a shard that has room for few flows, slots and pairs:
 * nothing throws, no sample is negative or of a segment that was never sent, the budget is kept,
 * the histograms hold as many samples as there were, and each segment has one fate.
 */
class ShardFuzzTest {
  private static final long BUDGET_BYTES = 4 << 20;
  private static final long MAX_RTT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int MOST_SEGMENTS = 2_000;
  private static final int MOST_FLOWS = 6;
  private static final int MOST_PAIRS = 3;
  private static final ShardLimits LIMITS =
      new ShardLimits(
          BUDGET_BYTES,
          1 << 16,
          1 << 12,
          2 << 20,
          1 << 16,
          MOST_FLOWS,
          8,
          MOST_PAIRS,
          PairTable.NAMED_FOR_COUNTS,
          TimeUnit.SECONDS.toNanos(300),
          TimeUnit.SECONDS.toNanos(60),
          MAX_RTT_NS,
          TimeUnit.SECONDS.toNanos(30));

  @FuzzTest
  void withstand(FuzzedDataProvider data) {
    new Run(data).run();
  }

  /** One life of a shard. */
  private static final class Run {
    private final FuzzedDataProvider data;
    private final List<Segment> sent = new ArrayList<>();
    private final Deque<ShardSnapshot> held = new ArrayDeque<>();
    private final int[] nextSeq = new int[32];
    private final Shard shard;
    private long nowNs = 1_000_000_000_000L;
    private long samples;
    private long counted;
    private long verdicts;
    private SegmentAccount segments = SegmentAccount.NONE;
    private boolean ended;

    Run(FuzzedDataProvider data) {
      this.data = data;
      shard =
          new Shard(
              0,
              1,
              LIMITS,
              new TupleHash(42),
              () -> ServicePorts.NONE,
              this::onVerdict,
              this::onSnapshot);
    }

    void run() {
      while (sent.size() < MOST_SEGMENTS && data.remainingBytes() > 0) {
        nowNs += data.consumeBoolean() ? data.consumeInt(0, 4_000_000) : leap();
        switch (data.consumeInt(0, 31)) {
          case 0 -> tell(Segment.KIND_TICK);
          case 1 -> tell(Segment.KIND_GAP);
          case 2 -> tell(Segment.KIND_REPORT);
          default -> shard.onSlot(segment());
        }
      }
      tell(Segment.KIND_LAST_REPORT);
      assertThat(ended).isTrue();
      assertThat(counted).isEqualTo(samples);
      assertThat(segments.acks()).isEqualTo(verdicts);
      assertThat(segments.acknowledged() + segments.abandoned() + segments.untimed())
          .isEqualTo(segments.entered() - segments.outstanding());
    }

    private long leap() {
      return switch (data.consumeInt(0, 3)) {
        case 0 -> 0;
        case 1 -> -data.consumeLong(0, 5_000_000_000L);
        case 2 -> data.consumeLong(0, 400_000_000_000L);
        default -> data.consumeInt(0, 50_000);
      };
    }

    private void tell(int kind) {
      Segment slot = new Segment();
      slot.kind = kind;
      slot.timeNs = nowNs;
      shard.onSlot(slot);
    }

    private Segment segment() {
      Segment s = new Segment();
      s.kind = Segment.KIND_SEGMENT;
      s.timeNs = nowNs;
      s.frame = sent.size() + 1L;
      s.timed = data.consumeInt(0, 3);
      int flow = data.consumeInt(0, 15);
      int from = data.consumeInt(0, 1);
      s.srcLo = Addresses.ipv4Lo(1 + (from == 0 ? flow & 3 : 0));
      s.dstLo = Addresses.ipv4Lo(1 + (from == 0 ? 0 : flow & 3));
      s.srcPort = from == 0 ? flow : 80;
      s.dstPort = from == 0 ? 80 : flow;
      int me = 2 * flow + from;
      s.flags = data.consumeByte() & 0x3F;
      s.seq = near(nextSeq[me]);
      s.ack = near(nextSeq[me ^ 1]);
      s.window = data.consumeInt(0, 3) == 0 ? 0 : data.consumeInt(0, 0xFFFF);
      s.payloadLength =
          switch (data.consumeInt(0, 3)) {
            case 0 -> 0;
            case 1 -> 100;
            case 2 -> data.consumeInt(0, 70_000);
            default -> data.consumeInt(0, 1 << 30);
          };
      s.mss = data.consumeInt(0, 2) * 100;
      s.hasTimestamps = data.consumeBoolean();
      s.tsVal = data.consumeByte();
      s.tsEcr = data.consumeByte();
      for (int i = data.consumeInt(0, 4); i > 0; i--) {
        s.addSackBlock(near(nextSeq[me ^ 1]), near(nextSeq[me ^ 1]));
      }
      nextSeq[me] = s.seq + s.sequenceLength();
      Segment copy = new Segment();
      copy.copyFrom(s);
      sent.add(copy);
      return s;
    }

    private int near(int sequenceNumber) {
      return switch (data.consumeInt(0, 3)) {
        case 0 -> sequenceNumber;
        case 1 -> sequenceNumber - 100 * data.consumeInt(0, 20);
        case 2 -> sequenceNumber + data.consumeByte();
        default -> data.consumeInt();
      };
    }

    private void onVerdict(AckVerdict verdict) {
      verdicts++;
      if (!verdict.verdict().isSample()) {
        return;
      }
      samples++;
      Segment ack = verdict.acknowledgement();
      Segment timed = sent.get((int) verdict.dataFrame() - 1);
      assertThat(verdict.rttNs()).isBetween(0L, MAX_RTT_NS);
      assertThat(verdict.rttNs()).isEqualTo(ack.timeNs - timed.timeNs);
      assertThat(timed.srcPort).isEqualTo(ack.dstPort);
      assertThat(timed.srcLo).isEqualTo(ack.dstLo);
      if (verdict.verdict() == Verdict.EXACT) {
        assertThat(timed.seq + timed.sequenceLength()).isEqualTo(ack.ack);
      }
    }

    private void onSnapshot(ShardSnapshot snapshot) {
      ended |= snapshot.isLast();
      segments = segments.then(snapshot.gauges().segments());
      assertThat(segments.outstanding()).isBetween(0L, MOST_FLOWS * 2L * 8);
      assertThat(snapshot.gauges().memoryBytes()).isBetween(0L, BUDGET_BYTES);
      assertThat(snapshot.gauges().flows()).isBetween(0L, (long) MOST_FLOWS);
      for (PairInterval peer : snapshot.peers()) {
        counted += peer.count();
      }
      held.add(snapshot);
      while (held.size() > data.consumeInt(0, 3)) {
        held.remove().recycle();
      }
    }
  }
}
