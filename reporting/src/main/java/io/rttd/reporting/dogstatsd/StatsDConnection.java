package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.StatsDClient;
import com.timgroup.statsd.StatsDClientException;
import io.rttd.config.Endpoint;
import io.rttd.reporting.StormLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The connection to one DogStatsD listener: owns the client with its two threads, for the life of
 * the connection, and the {@link RetryingChannel} that buffers what the listener does not accept.
 * Not thread-safe.
 *
 * <p>How the client is configured, and why: blocking, because otherwise its {@code close()}
 * discards unsent lines; without aggregation, because a report already has one value per metric,
 * and two reports within its flush time would be merged; without telemetry, because the metrics are
 * the user's; with a single buffer, because of {@link IdleGate}. Its own channel is opened and
 * never used: over UDP it does not notice refusals, and for UNIX sockets it needs native libraries
 * that the JDK and rttd do without.
 */
final class StatsDConnection implements AutoCloseable {
  /**
   * Largest datagram: it fits unfragmented into an Ethernet frame of 1500 bytes, even with further
   * headers on the way.
   */
  static final int MAX_UDP_BYTES = 1432;

  /** The Agent's own buffer size. */
  static final int MAX_UNIX_BYTES = 8192;

  /** Memory limit for lines kept while the listener is down. */
  private static final long MAX_KEPT_BYTES = 16L << 20;

  /** A UNIX socket that is full for longer than this counts as refusing. */
  private static final Duration UNIX_PATIENCE = Duration.ofMillis(100);

  /** The discard port: the client's own channel requires an address, but never sends to it. */
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

  private static final Logger LOGGER = System.getLogger(StatsDConnection.class.getName());

  private final Endpoint endpoint;
  private final int maxDatagramBytes;
  private final Map<String, String> environment;
  private final EnvironmentTags tags;
  private final Optional<ReceiverAddress> receiver;
  private final RetryingChannel delivery;
  private final StormLog log = new StormLog(LOGGER, System::nanoTime);
  private NonBlockingStatsDClient client;
  private boolean closed;

  /**
   * Creates a connection, and tries it once.
   *
   * @param endpoint the listener
   * @param tags on every metric; clean
   * @param environment of the process, which the client reads too
   * @param outside external dependencies: names, datagrams, time
   */
  StatsDConnection(
      Endpoint endpoint, List<String> tags, Map<String, String> environment, Outside outside) {
    this.endpoint = endpoint;
    this.maxDatagramBytes = endpoint.isUnix() ? MAX_UNIX_BYTES : MAX_UDP_BYTES;
    this.environment = environment;
    this.tags = new EnvironmentTags(tags, environment);
    this.receiver =
        endpoint.isUnix()
            ? Optional.empty()
            : Optional.of(
                new ReceiverAddress(endpoint.host(), outside.lookup(), outside.lookupPeriod()));
    this.delivery =
        new RetryingChannel(
            endpoint.url(),
            channel(outside.datagrams()),
            new RetryBuffer(MAX_KEPT_BYTES, maxDatagramBytes),
            this.tags.rewrite(),
            outside.epochNs());
    connect();
  }

  /**
   * A connection's external dependencies.
   *
   * @param lookup looks up a host name
   * @param lookupPeriod time between two lookups
   * @param datagrams opens datagram sockets of the file system
   * @param epochNs wall clock, ns since the epoch
   */
  record Outside(
      ReceiverAddress.Lookup lookup,
      Duration lookupPeriod,
      UnixDatagrams datagrams,
      LongSupplier epochNs) {
    static Outside system(UnixDatagrams datagrams, LongSupplier epochNs) {
      return new Outside(InetAddress::getAllByName, ReceiverAddress.PERIOD, datagrams, epochNs);
    }
  }

  private WritableByteChannel channel(UnixDatagrams datagrams) {
    if (receiver.isPresent()) {
      return new UdpChannel(receiver.get(), endpoint.port());
    }
    return endpoint.scheme().equals("unixstream")
        ? new UnixStreamChannel(Path.of(endpoint.host()), UNIX_PATIENCE)
        : datagrams.open(endpoint.host(), UNIX_PATIENCE);
  }

  /** The client, unless it could not be created yet; retries at each call. */
  Optional<StatsDClient> client() {
    if (client == null && !closed) {
      connect();
    }
    return Optional.ofNullable(client);
  }

  /** Requests another lookup of the listener's name; returns immediately. Any thread. */
  void refresh() {
    receiver.ifPresent(ReceiverAddress::refresh);
  }

  /** The longest datagram that is sent. */
  int maxDatagramBytes() {
    return maxDatagramBytes;
  }

  /** Counts of the datagrams sent, kept and lost. */
  RetryingChannel delivery() {
    return delivery;
  }

  /** Tries to send unsent lines, and ends the client's threads. */
  @Override
  public void close() {
    closed = true;
    delivery.gate().openForGood();
    if (client != null) {
      stopClient();
    }
    try {
      delivery.close();
    } catch (IOException e) {
      log.warn("Cannot close the connection to DogStatsD at " + endpoint.url(), e);
    }
  }

  private void stopClient() {
    // If interrupted, the client would leave lines unsent and its threads running.
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
      log.warn("Cannot connect to DogStatsD at " + endpoint.url() + "; retrying", e);
    }
  }

  private DeliveringClient.Builder builder() {
    DeliveringClient.Builder builder = new DeliveringClient.Builder();
    builder
        .addressLookup(() -> NOWHERE)
        .constantTags(tags.forClient().toArray(String[]::new))
        .entityID(TagCleaner.clean(environment.getOrDefault("DD_ENTITY_ID", "")))
        .blocking(true)
        .enableAggregation(false)
        .enableTelemetry(false)
        .bufferPoolSize(1)
        .maxPacketSizeBytes(maxDatagramBytes);
    return builder;
  }
}
