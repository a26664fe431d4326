package io.rttd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Addresses;
import io.rttd.model.PairKey;
import io.rttd.model.Segment;
import io.rttd.model.ServiceNames;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 200,000 pairs-and-services: 2,000 hosts, each with 100 services of one other host. */
class ManyServicesTest {
  private static final int HOSTS = 2_000;
  private static final int SERVICES = 100;
  private static final int MAX_PEERS = 10_000;
  private static final int ROUNDS = 3;
  private static final long MEMORY_BYTES = 64L << 20;
  private static final int FIRST_PORT = 10_000;

  private final Set<PairKey> named = ConcurrentHashMap.newKeySet();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong samplesOfOther = new AtomicLong();
  private final AtomicLong memory = new AtomicLong();
  private final AtomicLong pairs = new AtomicLong();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldBoundPairsAndMemoryAndLoseNoSample(int shards) {
    ServicePorts ports = ports();
    EngineConfig config =
        new EngineConfig(
            Duration.ofSeconds(300),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            MEMORY_BYTES,
            0,
            MAX_PEERS,
            shards,
            1024,
            WaitStrategyKind.BLOCKING);
    try (RttEngine engine =
        new RttEngine(
            "t",
            config,
            0,
            1,
            () -> ports,
            VerdictListener.NONE,
            this::collect,
            RttEngine.logging("t"))) {
      engine.start();
      for (int round = 0; round < ROUNDS; round++) {
        for (int host = 0; host < HOSTS; host++) {
          for (int service = 0; service < SERVICES; service++) {
            exchange(engine.intake(), host, service, round);
          }
        }
      }
      engine.intake().report(1_000_000_000L, true);
    }

    assertThat(samples).hasValue((long) HOSTS * SERVICES * ROUNDS);
    assertThat(samplesOfOther.get()).isPositive();
    assertThat(named.size()).isBetween(MAX_PEERS / 2, MAX_PEERS);
    assertThat(pairs.get()).isLessThanOrEqualTo(MAX_PEERS);
    assertThat(memory.get()).isLessThanOrEqualTo(MEMORY_BYTES);
    Set<String> services = new HashSet<>();
    named.forEach(key -> services.add(key.service().name()));
    assertThat(services).hasSize(SERVICES).doesNotContain("");
  }

  private static ServicePorts ports() {
    ServiceNames names = new ServiceNames();
    ServicePorts.Builder ports = new ServicePorts.Builder();
    for (int service = 0; service < SERVICES; service++) {
      int port = FIRST_PORT + service;
      ports.configured(port, port, names.of("service" + service));
    }
    return ports.build();
  }

  private void collect(ShardSnapshot snapshot) {
    for (PairInterval interval : snapshot.peers()) {
      samples.addAndGet(interval.count());
      if (interval.key().isOther()) {
        samplesOfOther.addAndGet(interval.count());
      } else {
        named.add(interval.key());
      }
    }
    memory.addAndGet(snapshot.gauges().memoryBytes());
    pairs.addAndGet(snapshot.gauges().peers());
    snapshot.recycle();
  }

  private static void exchange(SegmentPublisher intake, int host, int service, int round) {
    send(intake, host, service, true, 1 + 100 * round, 1, 100);
    send(intake, host, service, false, 1, 1 + 100 * (round + 1), 0);
  }

  private static void send(
      SegmentPublisher intake,
      int host,
      int service,
      boolean fromClient,
      int seq,
      int ack,
      int bytes) {
    long client = Addresses.ipv4Lo(0xC612_0000 + host);
    long server = Addresses.ipv4Lo(0xC613_0001);
    int port = FIRST_PORT + service;
    Segment segment = intake.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = 1000L * (seq + ack);
    segment.frame = 1;
    segment.srcHi = Addresses.IPV4_HI;
    segment.dstHi = Addresses.IPV4_HI;
    segment.srcLo = fromClient ? client : server;
    segment.dstLo = fromClient ? server : client;
    segment.srcPort = fromClient ? 40_000 : port;
    segment.dstPort = fromClient ? port : 40_000;
    segment.timed = fromClient ? Segment.TIMED_SRC : Segment.TIMED_DST;
    segment.flags = TcpFlags.ACK;
    segment.seq = seq;
    segment.ack = ack;
    segment.window = 1000;
    segment.payloadLength = bytes;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    intake.publish();
  }
}
