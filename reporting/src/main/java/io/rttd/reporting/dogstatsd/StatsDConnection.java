package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.DirectStatsDClient;
import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClientException;
import io.rttd.reporting.StormLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way to one DogStatsD listener over UDP: resolves its name, again at each report until that
 * succeeds, and owns the client with its two threads. Not thread-safe.
 *
 * <p>How the client is built, and why: blocking, because otherwise its {@code close()} forgets what
 * is unsent; without aggregation, because a report is already one value a metric, and two reports
 * within its flush time would become one; without telemetry, because the metrics are the user's.
 */
final class StatsDConnection implements AutoCloseable {
  /** Largest datagram: it passes an Ethernet of 1500 bytes unfragmented, whatever lies between. */
  static final int MAX_DATAGRAM_BYTES = 1432;

  private static final Logger LOGGER = System.getLogger(StatsDConnection.class.getName());

  private final String host;
  private final int port;
  private final String[] constantTags;
  private final StormLog log = new StormLog(LOGGER, System::nanoTime);
  private DirectStatsDClient client;
  private boolean unresolvedSaid;
  private boolean closed;

  /**
   * A connection that was tried once already.
   *
   * @param host name or address of the listener
   * @param port its UDP port
   * @param tags on every metric; clean
   */
  StatsDConnection(String host, int port, List<String> tags) {
    this.host = host;
    this.port = port;
    this.constantTags = withoutClientsOwn(tags, System.getenv()).toArray(String[]::new);
    connect();
  }

  /** The client, if the listener's name could be resolved by now. */
  Optional<DirectStatsDClient> client() {
    if (client == null && !closed) {
      connect();
    }
    return Optional.ofNullable(client);
  }

  /** Sends what is unsent and ends the client's threads. */
  @Override
  public void close() {
    closed = true;
    if (client == null) {
      return;
    }
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
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      client = newClient(address);
      if (unresolvedSaid) {
        LOGGER.log(Level.INFO, "DogStatsD host {0} is found now: reporting to it", host);
      }
    } catch (UnknownHostException e) {
      if (!unresolvedSaid) {
        LOGGER.log(
            Level.WARNING,
            "DogStatsD host \"{0}\" (statsd_ip) cannot be resolved: nothing is reported to it until it"
                + " can; tried again at each report",
            host);
      }
      unresolvedSaid = true;
    } catch (StatsDClientException e) {
      log.warn("Cannot reach DogStatsD at " + host + ":" + port + "; tried again", e);
    }
  }

  private DirectStatsDClient newClient(InetSocketAddress address) {
    return new NonBlockingStatsDClientBuilder()
        .addressLookup(() -> address)
        .constantTags(constantTags)
        .blocking(true)
        .enableAggregation(false)
        .enableTelemetry(false)
        .maxPacketSizeBytes(MAX_DATAGRAM_BYTES)
        .errorHandler(e -> log.warn("Cannot send to DogStatsD at " + address, e))
        .buildDirectStatsDClient();
  }

  /** The tags without those that the client itself adds from the environment. */
  static List<String> withoutClientsOwn(List<String> tags, Map<String, String> environment) {
    Set<String> added =
        Stream.of("DD_ENV", "DD_SERVICE", "DD_VERSION")
            .filter(name -> !environment.getOrDefault(name, "").isBlank())
            .map(name -> name.substring(3).toLowerCase(Locale.ROOT) + ":" + environment.get(name))
            .collect(Collectors.toSet());
    return tags.stream().filter(tag -> !added.contains(tag)).toList();
  }
}
