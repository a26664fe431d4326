package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.FlowShare;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.pipeline.sampling.OverloadGovernor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shares of flows, chosen by the kernel, and what makes them smaller and greater. */
@Tag("live")
final class FlowShareLiveTest {
  private static final int PORT = 7420;
  private static final int FLOWS = 40;
  private static final int SEED = 17;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static NetworkNamespaces namespaces;

  @BeforeAll
  static void createNamespaces() throws Exception {
    namespaces = NetworkNamespaces.create();
  }

  @AfterAll
  static void removeNamespaces() throws Exception {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureEachFlowCompletelyOrNotAtAll(LiveMethod method) throws Exception {
    PeerFilter half = PeerFilter.allTcp().withShare(new FlowShare(FlowShare.SCALE / 2, SEED));
    try (FilteredSource whole = open(PeerFilter.allTcp(), method, 16L << 20);
        FilteredSource share = open(half, method, 16L << 20)) {
      for (int flow = 0; flow < FLOWS; flow++) {
        exchange(3);
      }
      Map<Integer, Integer> sent = packetsByFlow(new HeardFrames().readUntilQuiet(whole));
      Map<Integer, Integer> heard = packetsByFlow(new HeardFrames().readUntilQuiet(share));

      assertThat(sent).hasSize(FLOWS);
      assertThat(heard).hasSizeBetween(FLOWS / 8, FLOWS * 7 / 8);
      assertThat(heard)
          .allSatisfy((flow, packets) -> assertThat(sent).containsEntry(flow, packets));
    }
  }

  @Tag("fault")
  @Test
  void shouldMeasureFewerFlowsWhileTheKernelDropsAndAllAgainAfterwards() throws Exception {
    OverloadGovernor governor =
        new OverloadGovernor(TimeUnit.MILLISECONDS.toNanos(300), TimeUnit.SECONDS.toNanos(1));
    AtomicBoolean busy = new AtomicBoolean(true);
    AtomicBoolean ended = new AtomicBoolean();
    try (FilteredSource source = open(PeerFilter.allTcp(), LiveMethod.AF_PACKET, 1L << 20)) {
      FutureTask<Void> reading = new FutureTask<>(() -> read(source, busy, ended));
      FutureTask<Void> sending = new FutureTask<>(() -> send(ended));
      new Thread(reading).start();
      new Thread(sending).start();
      try {
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> govern(governor, source) < FlowShare.SCALE);
        assertThat(source.kernelDrops()).isPositive();

        busy.set(false);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> govern(governor, source) == FlowShare.SCALE);
      } finally {
        ended.set(true);
        sending.get(30, TimeUnit.SECONDS);
        reading.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static int govern(OverloadGovernor governor, FilteredSource source) throws Exception {
    int before = governor.share();
    int share = governor.onReading(System.nanoTime(), source.kernelDrops());
    if (share != before) {
      source.replaceFilter(PeerFilter.allTcp().withShare(new FlowShare(share, SEED)));
    }
    return share;
  }

  /** As a thread that gets no CPU: a block of the ring, and a pause. */
  private static Void read(FilteredSource source, AtomicBoolean busy, AtomicBoolean ended) {
    while (!ended.get()) {
      source.poll(FlowShareLiveTest::ignore, busy.get() ? 1 : 4096);
      if (busy.get()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
    return null;
  }

  private static void ignore(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {}

  private static Void send(AtomicBoolean ended) throws Exception {
    while (!ended.get()) {
      exchange(20);
    }
    return null;
  }

  private static void exchange(int messages) throws Exception {
    TcpTraffic.exchange(
        namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, messages);
  }

  /** By the client's port. */
  private static Map<Integer, Integer> packetsByFlow(HeardFrames heard) {
    Map<Integer, Integer> packets = new HashMap<>();
    for (HeardFrames.Frame frame : heard.frames) {
      ByteBuffer bytes = frame.bytes();
      int source = bytes.getShort(34) & 0xFFFF;
      int destination = bytes.getShort(36) & 0xFFFF;
      packets.merge(source == PORT ? destination : source, 1, Integer::sum);
    }
    return packets;
  }

  private static FilteredSource open(PeerFilter filter, LiveMethod method, long ringBytes)
      throws Exception {
    LiveSettings settings =
        new LiveSettings(
            INTERFACE, SnapPolicy.headers(128), filter, method, RingSettings.ofBytes(ringBytes));
    return namespaces.callInside(namespaces.near(), () -> LiveCapture.open(settings));
  }
}
