package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.CaptureException;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.config.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters that are replaced while packets come. */
@Tag("live")
final class FilterSwapLiveTest {
  private static final int PORT = 7410;
  private static final int SWAPS = 30;
  private static final PeerFilter STRANGER = peers("198.18.7.77", Optional.empty());

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
  @CsvSource({
    "AF_PACKET, wire0",
    "AF_PACKET, any",
    "LIBPCAP, wire0",
    "LIBPCAP, any",
  })
  void shouldNeitherLoseNorDoublePacketsWhileFiltersAreSwapped(
      LiveMethod method, String interfaceName) throws Exception {
    try (FilteredSource source =
        open(interfaceName, peers(FAR_ADDRESS, Optional.empty()), method)) {
      long before = counted();
      AtomicInteger swaps = new AtomicInteger();
      FutureTask<Void> swapping = new FutureTask<>(() -> swap(SWAPS, swaps, source));
      new Thread(swapping).start();
      do {
        exchange(500);
      } while (swaps.get() < SWAPS && !swapping.isDone());
      swapping.get(20, TimeUnit.SECONDS);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(source.kernelDrops()).isZero();
      assertThat(heard.size()).isGreaterThan(1_000).isEqualTo(counted() - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldApplyTheNewFilterToWhatComesThen(LiveMethod method) throws Exception {
    try (FilteredSource source = open(INTERFACE, PeerFilter.allTcp(), method)) {
      source.replaceFilter(STRANGER);
      exchange(5);
      assertThat(new HeardFrames().readUntilQuiet(source).size()).isZero();

      source.replaceFilter(peers(FAR_ADDRESS, Optional.of("port " + PORT)));
      exchange(5);
      assertThat(new HeardFrames().readUntilQuiet(source).size()).isGreaterThan(10);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldKeepTheOldFilterWhenTheNewOneIsWrong(LiveMethod method) throws Exception {
    try (FilteredSource source = open(INTERFACE, STRANGER, method)) {
      PeerFilter wrong = peers(FAR_ADDRESS, Optional.of("no such thing"));

      assertThatThrownBy(() -> source.replaceFilter(wrong)).isInstanceOf(CaptureException.class);
      exchange(5);
      assertThat(new HeardFrames().readUntilQuiet(source).size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldIgnoreAFilterAfterItsEnd(LiveMethod method) throws Exception {
    FilteredSource source = open(INTERFACE, STRANGER, method);
    source.close();

    source.replaceFilter(PeerFilter.allTcp());
  }

  private static Void swap(int times, AtomicInteger swaps, FilteredSource source) throws Exception {
    List<PeerFilter> filters =
        List.of(PeerFilter.allTcp(), peers(FAR_ADDRESS, Optional.of("tcp port " + PORT)));
    while (swaps.get() < times) {
      source.replaceFilter(filters.get(swaps.getAndIncrement() % filters.size()));
    }
    return null;
  }

  private static void exchange(int messages) throws Exception {
    TcpTraffic.exchange(
        namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, messages);
  }

  private static FilteredSource open(String interfaceName, PeerFilter filter, LiveMethod method)
      throws Exception {
    LiveSettings settings =
        new LiveSettings(
            interfaceName,
            SnapPolicy.headers(128),
            filter,
            method,
            RingSettings.ofBytes(16L << 20));
    return namespaces.callInside(namespaces.near(), () -> LiveCapture.open(settings));
  }

  private static PeerFilter peers(String address, Optional<String> extra) {
    return PeerFilter.of(List.of(Cidr.parse(address)), List.of(), extra);
  }

  private static long counted() throws Exception {
    String folder = "/sys/class/net/" + INTERFACE + "/statistics/";
    String counters =
        namespaces.runInside(
            namespaces.near(), "cat", folder + "rx_packets", folder + "tx_packets");
    return counters.lines().mapToLong(line -> Long.parseLong(line.strip())).sum();
  }
}
