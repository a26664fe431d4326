package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;

import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import java.io.IOException;

/** Two namespaces and what the tests of live sources do with them. */
public final class LiveWire implements AutoCloseable {
  private static final int SNAPLEN = 128;

  private final NetworkNamespaces namespaces;

  private LiveWire(NetworkNamespaces namespaces) {
    this.namespaces = namespaces;
  }

  /** Makes them, or skips the test where that is not allowed. */
  public static LiveWire create() throws IOException, InterruptedException {
    return new LiveWire(NetworkNamespaces.create());
  }

  public NetworkNamespaces namespaces() {
    return namespaces;
  }

  /** Listens at the near end. */
  public FrameSource open(String interfaceName, PeerFilter filter, LiveMethod method)
      throws Exception {
    return open(namespaces, interfaceName, filter, method);
  }

  /** Listens at the near end of other namespaces. */
  public static FrameSource open(
      NetworkNamespaces where, String interfaceName, PeerFilter filter, LiveMethod method)
      throws Exception {
    return open(
        where,
        new LiveSettings(
            interfaceName, SnapPolicy.headers(SNAPLEN), filter, method, RingSettings.DEFAULT));
  }

  /** Listens at the near end of other namespaces. */
  public static FrameSource open(NetworkNamespaces where, LiveSettings settings) throws Exception {
    return where.callInside(where.near(), () -> LiveCapture.open(settings));
  }

  /** All TCP of an interface. */
  public static LiveSettings settings(String interfaceName, LiveMethod method) {
    return new LiveSettings(
        interfaceName,
        SnapPolicy.headers(SNAPLEN),
        PeerFilter.allTcp(),
        method,
        RingSettings.DEFAULT);
  }

  /** One connection from the near to the far end, see {@link TcpTraffic#exchange}. */
  public void exchange(int port, int messages) throws Exception {
    TcpTraffic.exchange(
        namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, port, messages);
  }

  /** One connection within the near end. */
  public void exchangeOnLoopback(int port, int messages) throws Exception {
    TcpTraffic.exchange(
        namespaces, namespaces.near(), namespaces.near(), "127.0.0.1", port, messages);
  }

  /** Packets that the near end's interface counted, both ways. */
  public long counted() throws Exception {
    return statistic(INTERFACE, "rx_packets") + statistic(INTERFACE, "tx_packets");
  }

  /** Bytes that the near end's interface counted, both ways. */
  public long bytesCounted() throws Exception {
    return statistic(INTERFACE, "rx_bytes") + statistic(INTERFACE, "tx_bytes");
  }

  /** Packets that the near end's loopback counted. */
  public long loopbackCounted() throws Exception {
    return statistic("lo", "rx_packets");
  }

  private long statistic(String interfaceName, String name) throws Exception {
    return namespaces.statistic(namespaces.near(), interfaceName, name);
  }

  @Override
  public void close() {
    namespaces.close();
  }
}
