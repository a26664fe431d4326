package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.StatsDClient;
import io.rttd.config.ReportingConfig;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Metric;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.TimeReport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Reports to DogStatsD: each {@link Metric}, {@link PairCounter} and {@link CaptureCounter},
 * described for users in {@code docs/metrics.md}.
 *
 * <p>Missing values are not sent: an interval without samples has no RTT, a pair without handshakes
 * no handshake time. Counts are sent even when 0, so that monitors on them have data, except
 * verdicts that did not occur and counts that most pairs never have ({@link
 * PairCounter#isReportedWhenZero}). Datagrams are at most 1432 bytes long over UDP, 8192 through a
 * socket of the file system, which tags of bounded length ensure.
 */
public final class DogStatsDSink implements MetricSink {
  private static final Logger LOGGER = System.getLogger(DogStatsDSink.class.getName());

  /**
   * Room for all configured tags: besides it, src, dst, service_port, iface and the longest name
   * must fit.
   */
  private static final int MAX_CONFIGURED_TAG_BYTES = 500;

  /** The client's additions to a line: a container ID and a cardinality, with their names. */
  private static final int CLIENT_BYTES = 200;

  private static final String[] NO_TAGS = {};

  private final ReportingConfig config;
  private final DaemonCounts counts;
  private final StatsDConnection connection;
  private final DistributionLines distributions;
  private final int configuredTagBytes;
  private final Map<InstanceTags, String[]> tagsOfInstances = new HashMap<>();

  /**
   * Creates a sink for the configured listener.
   *
   * @param counts what else to report; receives the state of the delivery
   * @param environment of the process
   * @param outside names, datagrams, time
   */
  DogStatsDSink(
      ReportingConfig config,
      DaemonCounts counts,
      Map<String, String> environment,
      StatsDConnection.Outside outside) {
    List<String> processTags =
        TagCleaner.cleanAll(config.tags(), MAX_CONFIGURED_TAG_BYTES, DogStatsDSink::sayTag);
    this.config = config;
    this.counts = counts;
    this.connection =
        new StatsDConnection(config.dogStatsD().orElseThrow(), processTags, environment, outside);
    this.configuredTagBytes = bytes(processTags);
    this.distributions =
        new DistributionLines(
            connection.maxDatagramBytes()
                - CLIENT_BYTES
                - configuredTagBytes
                - originBytes(environment));
  }

  /**
   * Creates a sink for the configured listener, which must be configured but need not be running:
   * lines that it does not accept are buffered for a while, see {@code docs/metrics.md}.
   *
   * @param counts what else to report; receives the state of the delivery
   * @param datagrams opens datagram sockets of the file system
   */
  public static DogStatsDSink open(
      ReportingConfig config, DaemonCounts counts, UnixDatagrams datagrams) {
    return new DogStatsDSink(
        config,
        counts,
        System.getenv(),
        StatsDConnection.Outside.system(datagrams, SystemEpochNanoClock.INSTANCE::nanoTime));
  }

  @Override
  public void onReport(Report report) {
    connection.client().ifPresent(client -> send(client, report));
  }

  @Override
  public void refresh() {
    connection.refresh();
  }

  /**
   * Sends unsent lines, and buffered ones if the listener is reachable; ends the client's threads.
   */
  @Override
  public void close() {
    long kept = connection.delivery().keptLines();
    if (kept > 0) {
      connection.delivery().hurry();
      // Buffered lines are sent along with other lines: these are the others.
      connection
          .client()
          .map(client -> new StatsDLines(client, Set.of()))
          .ifPresent(lines -> lines.gauge(Metric.DOGSTATSD_KEPT, kept, NO_TAGS));
    }
    connection.close();
    counts.noteDogStatsD(0, connection.delivery().takeLostLines());
  }

  /** Number of lines sent, buffered or lost so far. Any thread. */
  long handledLines() {
    return connection.delivery().handledLines();
  }

  /** Number of lines that wait for the listener. Any thread. */
  long keptLines() {
    return connection.delivery().keptLines();
  }

  private void send(StatsDClient client, Report report) {
    StatsDLines lines = new StatsDLines(client, config.metrics());
    boolean sendsDistribution = sendsDistribution(lines, Metric.RTT_DISTRIBUTION);
    String[] tags =
        tagsOfInstances.computeIfAbsent(
            new InstanceTags(report.iface(), report.tags()), this::tagsOf);
    for (PairReport peer : report.peers()) {
      String[] pairTags = with(tags, tagsOf(peer));
      sendPair(lines, peer, pairTags);
      if (sendsDistribution && peer.count() > 0) {
        distributions.send(client, peer, pairTags);
      }
      peer.times().forEach((kind, times) -> sendTimes(client, lines, kind, times, pairTags));
    }
    sendCapture(lines, report.capture(), tags);
    report
        .verdicts()
        .forEach(
            (verdict, times) ->
                lines.count(Metric.VERDICT, times, with(tags, "verdict:" + verdict.text())));
    lines.gauge(Metric.FLOWS, report.gauges().flows(), tags);
    lines.gauge(Metric.PEERS, report.gauges().peers(), tags);
    lines.count(Metric.FLOWS_EVICTED, report.gauges().evictedFlows(), tags);
    lines.gauge(Metric.MEMORY_BYTES, report.gauges().memoryBytes(), tags);
    lines.share(Metric.SAMPLING_RATE, report.capture().samplingRate(), tags);
    lines.gaugeMs(Metric.REPORT_LAG, report.lagNs(), tags);
    long kept = connection.delivery().keptLines();
    long lost = connection.delivery().takeLostLines();
    counts.noteDogStatsD(kept, lost);
    lines.gauge(Metric.DOGSTATSD_KEPT, kept, NO_TAGS);
    lines.count(Metric.DOGSTATSD_LOST, lost, NO_TAGS);
    if (config.otlp().isPresent()) {
      lines.gauge(Metric.OTLP_KEPT, counts.keptPoints(), NO_TAGS);
      lines.count(Metric.OTLP_LOST, counts.takeLostPoints(), NO_TAGS);
    }
    lines.count(Metric.RELOAD_REFUSED, counts.takeRefusedReloads(), NO_TAGS);
  }

  private boolean sendsDistribution(StatsDLines lines, Metric metric) {
    return config.distributions() && lines.wants(metric.text());
  }

  private void sendTimes(
      StatsDClient client, StatsDLines lines, PairTime kind, TimeReport times, String[] tags) {
    for (double percentile : config.percentiles()) {
      lines.gaugeMs(
          Metric.percentilesOf(kind).percentileName(percentile),
          times.percentileNs(percentile),
          tags);
    }
    if (sendsDistribution(lines, Metric.distributionOf(kind))) {
      distributions.send(client, Metric.distributionOf(kind), times, tags);
    }
  }

  private void sendPair(StatsDLines lines, PairReport peer, String[] tags) {
    for (PairCounter counter : PairCounter.values()) {
      sendCount(lines, counter, peer.counts().get(counter), tags);
    }
    if (peer.count() == 0) {
      return;
    }
    lines.gaugeMs(Metric.RTT, peer.rtt().lastNs(), tags);
    lines.meanMs(Metric.RTT_AVG, peer.rtt().meanNs(), tags);
    lines.meanMs(Metric.RTT_JITTER, peer.rtt().jitterNs(), tags);
    lines.gaugeMs(Metric.RTT_MIN, peer.rtt().minNs(), tags);
    lines.gaugeMs(Metric.RTT_MAX, peer.rtt().maxNs(), tags);
    lines.meanMs(Metric.RTT_HANDSHAKE, peer.rtt().handshakeNs(), tags);
    lines.count(Metric.RTT_COUNT, peer.count(), tags);
    boolean hasPath = peer.path().getTotalCount() > 0;
    if (hasPath) {
      lines.gaugeMs(Metric.PATH_MIN, peer.pathMinNs(), tags);
    }
    for (double percentile : config.percentiles()) {
      lines.gaugeMs(
          Metric.RTT_PERCENTILE.percentileName(percentile), peer.percentileNs(percentile), tags);
      if (hasPath) {
        lines.gaugeMs(
            Metric.PATH_PERCENTILE.percentileName(percentile),
            peer.pathPercentileNs(percentile),
            tags);
      }
    }
  }

  private static void sendCount(
      StatsDLines lines, PairCounter counter, long value, String[] pairTags) {
    if (value == 0 && !counter.isReportedWhenZero()) {
      return;
    }
    String[] tags = counter.reason().map(why -> with(pairTags, "reason:" + why)).orElse(pairTags);
    if (counter.isTime()) {
      lines.countMs(counter.metric(), value, tags);
    } else {
      lines.count(counter.metric(), value, tags);
    }
  }

  private static void sendCapture(StatsDLines lines, CaptureReading capture, String[] tags) {
    for (CaptureCounter counter : CaptureCounter.values()) {
      lines.count(counter.metric(), capture.get(counter), tags);
    }
  }

  private static String[] tagsOf(PairReport peer) {
    String src = TagCleaner.ofName("src", peer.src());
    String dst = TagCleaner.ofName("dst", peer.dst());
    return peer.service().isEmpty()
        ? new String[] {src, dst}
        : new String[] {src, dst, TagCleaner.clean("service_port:" + peer.service())};
  }

  private static String[] with(String[] tags, String... more) {
    String[] all = Arrays.copyOf(tags, tags.length + more.length);
    System.arraycopy(more, 0, all, tags.length, more.length);
    return all;
  }

  private String[] tagsOf(InstanceTags instance) {
    int room = MAX_CONFIGURED_TAG_BYTES - configuredTagBytes;
    return Stream.concat(
            Stream.of(TagCleaner.clean("iface:" + instance.iface())),
            TagCleaner.cleanAll(instance.tags(), room, DogStatsDSink::sayTag).stream())
        .toArray(String[]::new);
  }

  /**
   * Bytes that the client adds to each line from the environment, besides tags that are counted
   * anyway.
   */
  private static int originBytes(Map<String, String> environment) {
    return Stream.of("DD_ENTITY_ID", "DD_EXTERNAL_ENV", "DD_ENV", "DD_SERVICE", "DD_VERSION")
        .mapToInt(name -> TagCleaner.utf8Length(environment.getOrDefault(name, "")) + 1)
        .sum();
  }

  private static int bytes(List<String> tags) {
    return tags.stream().mapToInt(tag -> TagCleaner.utf8Length(tag) + 1).sum();
  }

  private static void sayTag(String notice) {
    LOGGER.log(Level.WARNING, "In the configuration, {0}", notice);
  }

  private record InstanceTags(String iface, List<String> tags) {}
}
