package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import io.rttd.model.Service;
import io.rttd.model.ServiceNames;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which service the samples and counts of a flow belong to. */
class ServicePairsTest extends ShardFixture {
  private static final long MS = 1_000_000;
  private static final int HERE = CLIENT;
  private static final int THERE = SERVER;
  private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;

  private final ServiceNames names = new ServiceNames();
  private final Map<String, Long> samples = new TreeMap<>();
  private final Map<String, Long> connects = new TreeMap<>();
  private final Map<String, Long> unanswered = new TreeMap<>();
  private final Map<String, Long> zeroWindowNs = new TreeMap<>();
  private long now;

  ServicePairsTest() {
    super(MS, /* mss= */ 0);
    ports =
        new ServicePorts.Builder()
            .configured(5432, 5432, names.of("postgres"))
            .configured(8080, 8089, names.of("api"))
            .build();
    shard = shard(EngineConfig.defaults(1));
  }

  @Test
  void shouldTellTwoServicesOfOnePairApartInBothDirections() {
    connect(4000, 5432);
    exchange(4000, 5432, 10);
    connect(4001, 8085);
    exchange(4001, 8085, 20);
    report();

    assertThat(samples)
        .containsOnly(
            Map.entry("198.18.0.1>198.18.0.2 postgres", 11L),
            Map.entry("198.18.0.2>198.18.0.1 postgres", 1L),
            Map.entry("198.18.0.1>198.18.0.2 api", 21L),
            Map.entry("198.18.0.2>198.18.0.1 api", 1L));
    assertThat(connects)
        .containsEntry("198.18.0.1>198.18.0.2 postgres", 1L)
        .containsEntry("198.18.0.1>198.18.0.2 api", 1L);
  }

  @Test
  void shouldTakeTheReceiverOfTheSynForTheServerWhateverPortTheClientHas() {
    connect(5432, 8080);
    exchange(5432, 8080, 10);
    connect(5433, 9999);
    exchange(5433, 9999, 20);
    connect(5432, 9999);
    report();

    assertThat(samples)
        .containsOnly(
            Map.entry("198.18.0.1>198.18.0.2 api", 11L),
            Map.entry("198.18.0.2>198.18.0.1 api", 1L),
            Map.entry("198.18.0.1>198.18.0.2 ", 22L),
            Map.entry("198.18.0.2>198.18.0.1 ", 2L));
    assertThat(connects)
        .containsOnly(
            Map.entry("198.18.0.1>198.18.0.2 api", 1L), Map.entry("198.18.0.1>198.18.0.2 ", 2L));
  }

  @Test
  void shouldTakeTheEndWithAKnownPortForTheServerWithoutASyn() {
    exchange(4000, 5432, 10);
    exchange(8080, 4000, 10);
    exchange(8081, 5432, 10);
    exchange(4000, 4001, 10);
    report();

    assertThat(samples)
        .containsOnly(
            Map.entry("198.18.0.1>198.18.0.2 postgres", 20L),
            Map.entry("198.18.0.1>198.18.0.2 api", 10L),
            Map.entry("198.18.0.1>198.18.0.2 ", 10L));
  }

  @Test
  void shouldNameAListenerAtLocalEndsOnly() {
    ports = new ServicePorts.Builder().listening(80, names.of("nginx")).build();
    tick();
    timed = Segment.TIMED_SRC;
    connect(4000, 80); // a client here, of a server elsewhere
    exchange(4000, 80, 10);
    send(THERE, HERE, 5000, 80, TcpFlags.SYN, 0, 0, 0);
    send(HERE, THERE, 80, 5000, SYN_ACK, 0, 1, 0);
    send(THERE, HERE, 5000, 80, TcpFlags.ACK, 1, 1, 0);
    send(HERE, THERE, 4001, 80, TcpFlags.SYN, 0, 0, 0);
    now += 40_000;
    tick();
    report();

    assertThat(samples)
        .containsOnly(
            Map.entry("198.18.0.1>198.18.0.2 ", 11L), Map.entry("198.18.0.1>198.18.0.2 nginx", 1L));
    assertThat(unanswered).containsOnly(Map.entry("198.18.0.1>198.18.0.2 ", 1L));
  }

  @Test
  void shouldCountWhatHappensWithoutAPacketForTheSameService() {
    send(HERE, THERE, 4000, 5432, TcpFlags.SYN, 100, 0, 0);
    connect(4001, 8080);
    window = 0;
    send(THERE, HERE, 8080, 4001, TcpFlags.ACK, 1, 1, 0);
    window = 1000;
    now += 40_000;
    tick();
    report();

    assertThat(unanswered).containsOnly(Map.entry("198.18.0.1>198.18.0.2 postgres", 1L));
    assertThat(zeroWindowNs).containsOnlyKeys("198.18.0.1>198.18.0.2 api");
  }

  @Test
  void shouldGoOnUnderAnotherNameWithTheNextTickAfterTheTableWasReplaced() {
    connect(4000, 9000);
    exchange(4000, 9000, 5);
    report();
    ports =
        new ServicePorts.Builder()
            .configured(9000, 9000, names.of("batch"))
            .configured(4000, 4000, names.of("by the client's port"))
            .build();
    tick();
    exchangeFrom(6, 4000, 9000, 7);
    report();
    ports = ServicePorts.NONE;
    tick();
    exchangeFrom(13, 4000, 9000, 2);
    report();

    assertThat(samples)
        .containsEntry("198.18.0.1>198.18.0.2 ", 6L + 2)
        .containsEntry("198.18.0.1>198.18.0.2 batch", 7L);
  }

  @Test
  void shouldReportNoServiceForAListenerWithoutAName() {
    ports = new ServicePorts.Builder().listening(80, Service.NONE).build();
    tick();
    connect(4000, 80);
    report();

    assertThat(samples.keySet()).allMatch(pair -> pair.endsWith(" "));
  }

  private void connect(int clientPort, int serverPort) {
    send(HERE, THERE, clientPort, serverPort, TcpFlags.SYN, 0, 0, 0);
    send(THERE, HERE, serverPort, clientPort, SYN_ACK, 0, 1, 0);
    send(HERE, THERE, clientPort, serverPort, TcpFlags.ACK, 1, 1, 0);
  }

  /** Segments from here, each acknowledged. */
  private void exchange(int srcPort, int dstPort, int segments) {
    exchangeFrom(0, srcPort, dstPort, segments);
  }

  private void exchangeFrom(int sent, int srcPort, int dstPort, int segments) {
    for (int i = sent; i < sent + segments; i++) {
      send(HERE, THERE, srcPort, dstPort, TcpFlags.ACK, 1 + 100 * i, 1, 100);
      send(THERE, HERE, dstPort, srcPort, TcpFlags.ACK, 1, 101 + 100 * i, 0);
    }
  }

  private void send(
      int src, int dst, int srcPort, int dstPort, int flags, int seq, int ack, int data) {
    now++;
    send(src, dst, srcPort, dstPort, now, flags, seq, ack, data);
  }

  private void tick() {
    control(Segment.KIND_TICK, now);
  }

  private void report() {
    control(Segment.KIND_REPORT, now);
  }

  @Override
  void collect(ShardSnapshot snapshot) {
    for (PairInterval interval : snapshot.peers()) {
      String pair =
          interval.key().src() + ">" + interval.key().dst() + " " + interval.key().service().name();
      add(samples, pair, interval.count());
      add(connects, pair, interval.counts().get(PairCounter.CONNECTS));
      add(unanswered, pair, interval.counts().get(PairCounter.CONNECTS_UNANSWERED));
      add(zeroWindowNs, pair, interval.counts().get(PairCounter.ZERO_WINDOW_NS));
    }
    snapshot.recycle();
  }

  private static void add(Map<String, Long> sums, String pair, long amount) {
    if (amount > 0) {
      sums.merge(pair, amount, Long::sum);
    }
  }
}
