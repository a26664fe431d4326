package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.StatsDClient;
import com.timgroup.statsd.StatsDClientException;
import com.timgroup.statsd.UnixSocketAddressWithTransport;
import com.timgroup.statsd.UnixSocketAddressWithTransport.TransportType;
import io.rttd.config.Endpoint;
import io.rttd.reporting.StormLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import jnr.unixsocket.UnixSocketAddress;

/**
 * The way to one DogStatsD listener: owns the client with its two threads, and the {@link Delivery}
 * that keeps what the listener does not take. Not thread-safe.
 *
 * <p>How the client is built, and why: blocking, because otherwise its {@code close()} forgets what
 * is unsent; without aggregation, because a report is already one value a metric, and two reports
 * within its flush time would become one; without telemetry, because the metrics are the user's.
 * Over UDP its own channel is not used ({@link UdpChannel} says why), over unix sockets it is.
 */
final class StatsDConnection implements AutoCloseable {
  /** Largest datagram: it passes an Ethernet of 1500 bytes unfragmented, whatever lies between. */
  static final int MAX_UDP_BYTES = 1432;

  /** The Agent's own size of buffer. */
  static final int MAX_UNIX_BYTES = 8192;

  /** What waits for a listener that is away takes no more memory than this. */
  private static final long MAX_KEPT_BYTES = 16L << 20;

  private static final int UNIX_BUFFERS = 64;

  /** Few, because the client of UDP and its buffers are made anew for each report. */
  private static final int UDP_BUFFERS = 8;

  private static final Logger LOGGER = System.getLogger(StatsDConnection.class.getName());

  private final Endpoint endpoint;
  private final int maxDatagramBytes;
  private final Map<String, String> environment;
  private final EnvironmentTags tags;
  private final Delivery delivery;
  private final StormLog log = new StormLog(LOGGER, System::nanoTime);
  private NonBlockingStatsDClient client;
  private boolean closed;

  /**
   * A connection that was tried once already.
   *
   * @param endpoint the listener
   * @param tags on every metric; clean
   * @param environment of the process, which the client reads too
   * @param epochNs wall clock, ns since the epoch
   */
  StatsDConnection(
      Endpoint endpoint, List<String> tags, Map<String, String> environment, LongSupplier epochNs) {
    this.endpoint = endpoint;
    this.maxDatagramBytes = endpoint.isUnix() ? MAX_UNIX_BYTES : MAX_UDP_BYTES;
    this.environment = environment;
    this.tags = new EnvironmentTags(tags, environment);
    this.delivery =
        new Delivery(
            endpoint.url(),
            new KeptLines(MAX_KEPT_BYTES, maxDatagramBytes),
            this.tags.mend(),
            epochNs);
    connect();
  }

  /** The client, unless it could not be made yet; tried again at each call. */
  Optional<StatsDClient> client() {
    if (client == null && !closed) {
      connect();
    }
    return Optional.ofNullable(client);
  }

  /**
   * Sends what is unsent and, over UDP, ends the client's threads until there is more to send: each
   * looks a hundred times a second whether there is anything. The way stays open. Through a socket
   * of the file system they go on, since a client cannot be made while nobody listens there, and
   * without it nothing would be kept.
   */
  void rest() {
    if (client != null && !endpoint.isUnix()) {
      stopClient();
    }
  }

  /** The longest datagram that is sent. */
  int maxDatagramBytes() {
    return maxDatagramBytes;
  }

  /** What became of the datagrams. */
  Delivery delivery() {
    return delivery;
  }

  /** Sends what is unsent, or at least tries, and ends the client's threads. */
  @Override
  public void close() {
    closed = true;
    if (client != null) {
      stopClient();
    }
    try {
      delivery.close();
    } catch (IOException e) {
      log.warn("Cannot close the way to DogStatsD at " + endpoint.url(), e);
    }
  }

  private void stopClient() {
    // Interrupted, the client would leave what is unsent, and its threads too.
    boolean interrupted = Thread.interrupted();
    try {
      client.stop();
    } finally {
      client = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void connect() {
    try {
      client = DeliveringClient.build(builder(), delivery);
    } catch (StatsDClientException e) {
      log.warn("Cannot prepare for DogStatsD at " + endpoint.url() + "; tried again", e);
    } catch (LinkageError e) {
      log.warn(
          "Unix sockets need a native library, which cannot be loaded; it is unpacked into"
              + " java.io.tmpdir, which must not be mounted noexec. Nothing is reported to "
              + endpoint.url(),
          e);
    }
  }

  private DeliveringClient.Builder builder() {
    if (!endpoint.isUnix()) {
      delivery.over(new UdpChannel(endpoint.host(), endpoint.port()));
    }
    DeliveringClient.Builder builder = new DeliveringClient.Builder();
    builder
        .addressLookup(this::clientsAddress)
        .constantTags(tags.forClient().toArray(String[]::new))
        .entityID(TagCleaner.clean(environment.getOrDefault("DD_ENTITY_ID", "")))
        .blocking(true)
        .enableAggregation(false)
        .enableTelemetry(false)
        .bufferPoolSize(endpoint.isUnix() ? UNIX_BUFFERS : UDP_BUFFERS)
        .maxPacketSizeBytes(maxDatagramBytes);
    return builder;
  }

  /** Where the client's own channel goes, which for UDP is not used. */
  private SocketAddress clientsAddress() {
    if (!endpoint.isUnix()) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
    }
    TransportType transport =
        endpoint.scheme().equals("unixstream")
            ? TransportType.UDS_STREAM
            : TransportType.UDS_DATAGRAM;
    return new UnixSocketAddressWithTransport(new UnixSocketAddress(endpoint.host()), transport);
  }
}
