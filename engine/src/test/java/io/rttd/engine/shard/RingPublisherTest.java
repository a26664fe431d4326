package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RingPublisherTest {
  private static final int FLOWS = 16;

  private final TupleHash hash = new TupleHash(1);
  private final List<RingBuffer<Segment>> slots = Stream.generate(this::slots).limit(2).toList();

  @Test
  void shouldPassOnTheHashByWhichItChoseTheShard() {
    RingPublisher publisher =
        new RingPublisher(slots.stream().map(ShardRing::new).toArray(ShardRing[]::new), hash);
    for (int port = 1; port <= FLOWS; port++) {
      Segment segment = publisher.claim();
      segment.srcLo = Addresses.ipv4Lo(1);
      segment.dstLo = Addresses.ipv4Lo(2);
      segment.srcPort = port;
      publisher.publish();
    }
    publisher.flush();
    int seen = 0;
    for (int shard = 0; shard < slots.size(); shard++) {
      RingBuffer<Segment> ring = slots.get(shard);
      assertThat(ring.getCursor()).as("both shards have flows").isNotNegative();
      for (long i = 0; i <= ring.getCursor(); i++) {
        Segment segment = ring.get(i);
        assertThat(segment.flowHash).isEqualTo(hash.ofFlow(segment));
        assertThat(segment.flowHash >>> 63).as("the shard, in its uppermost bit").isEqualTo(shard);
        seen++;
      }
    }
    assertThat(seen).isEqualTo(FLOWS);
  }

  private RingBuffer<Segment> slots() {
    return RingBuffer.createSingleProducer(Segment::new, 256, new YieldingWaitStrategy());
  }
}
