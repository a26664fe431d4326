package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.DirectStatsDClient;
import io.rttd.config.ReportingConfig;
import io.rttd.reporting.CaptureReading;
import io.rttd.reporting.Metric;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.PeerReport;
import io.rttd.reporting.Report;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reports to DogStatsD over UDP: each metric of {@link Metric}, described for users in {@code
 * docs/metrics.md}.
 *
 * <p>What has no value is not sent: an interval without samples has no RTT, a pair without
 * handshakes no handshake time. Counts are sent even when 0, so that a monitor on them sees data;
 * only verdicts that were not reached are left out. Datagrams are at most 1432 bytes long, which
 * tags of bounded length ensure.
 */
public final class DogStatsDSink implements MetricSink {
  private static final Logger LOGGER = System.getLogger(DogStatsDSink.class.getName());

  /** Room for all configured tags: beside it, src, dst, iface and the longest name must fit. */
  private static final int MAX_CONFIGURED_TAG_BYTES = 500;

  /** What the client may add to a line: the container's id and the environment's tags. */
  private static final int CLIENT_BYTES = 200;

  private final ReportingConfig config;
  private final StatsDConnection connection;
  private final DistributionLines distributions;
  private final int configuredTagBytes;
  private final Map<InstanceTags, String[]> tagsOfInstances = new HashMap<>();

  private DogStatsDSink(ReportingConfig config, List<String> processTags) {
    this.config = config;
    this.connection = new StatsDConnection(config.statsdHost(), config.statsdPort(), processTags);
    this.configuredTagBytes = bytes(processTags);
    this.distributions =
        new DistributionLines(
            StatsDConnection.MAX_DATAGRAM_BYTES - CLIENT_BYTES - configuredTagBytes);
  }

  /**
   * A sink for the configured listener. It need not be there: UDP does not ask, and a name that
   * cannot be resolved is logged and tried again at each report.
   */
  public static DogStatsDSink open(ReportingConfig config) {
    return new DogStatsDSink(
        config,
        TagCleaner.cleanAll(config.tags(), MAX_CONFIGURED_TAG_BYTES, DogStatsDSink::sayTag));
  }

  @Override
  public void onReport(Report report) {
    connection.client().ifPresent(client -> send(client, report));
  }

  /** Sends what is unsent and ends the client's threads. */
  @Override
  public void close() {
    connection.close();
  }

  private void send(DirectStatsDClient client, Report report) {
    String[] tags =
        tagsOfInstances.computeIfAbsent(
            new InstanceTags(report.iface(), report.tags()), this::tagsOf);
    for (PeerReport peer : report.peers()) {
      sendPair(
          client,
          peer,
          with(tags, TagCleaner.clean("src:" + peer.src()), TagCleaner.clean("dst:" + peer.dst())));
    }
    sendCapture(client, report.capture(), tags);
    report
        .verdicts()
        .forEach(
            (verdict, times) ->
                count(client, Metric.VERDICT, times, with(tags, "verdict:" + verdict.text())));
    gauge(client, Metric.FLOWS, report.gauges().flows(), tags);
    gauge(client, Metric.PEERS, report.gauges().peers(), tags);
    count(client, Metric.FLOWS_EVICTED, report.gauges().evictedFlows(), tags);
    gauge(client, Metric.MEMORY_BYTES, report.gauges().memoryBytes(), tags);
    gauge(client, Metric.SAMPLING_RATE, 1, tags);
    gauge(client, Metric.REPORT_LAG, ms(report.lagNs()), tags);
  }

  private void sendPair(DirectStatsDClient client, PeerReport peer, String[] tags) {
    count(client, Metric.RETRANSMITS, peer.retransmits(), tags);
    if (peer.count() == 0) {
      return;
    }
    gauge(client, Metric.RTT, ms(peer.lastNs()), tags);
    gauge(client, Metric.RTT_AVG, ms(peer.meanNs()), tags);
    gauge(client, Metric.RTT_JITTER, ms(peer.jitterNs()), tags);
    gauge(client, Metric.RTT_MIN, ms(peer.minNs()), tags);
    gauge(client, Metric.RTT_MAX, ms(peer.maxNs()), tags);
    gauge(client, Metric.RTT_HANDSHAKE, ms(peer.handshakeNs()), tags);
    count(client, Metric.RTT_COUNT, peer.count(), tags);
    for (double percentile : config.percentiles()) {
      client.recordGaugeValue(
          Metric.RTT_PERCENTILE.percentileName(percentile),
          ms(peer.percentileNs(percentile)),
          tags);
    }
    if (peer.path().getTotalCount() > 0) {
      sendPath(client, peer, tags);
    }
    if (config.distributions()) {
      distributions.send(client, peer, tags);
    }
  }

  private void sendPath(DirectStatsDClient client, PeerReport peer, String[] tags) {
    gauge(client, Metric.PATH_MIN, ms(peer.pathMinNs()), tags);
    for (double percentile : config.percentiles()) {
      client.recordGaugeValue(
          Metric.PATH_PERCENTILE.percentileName(percentile),
          ms(peer.pathPercentileNs(percentile)),
          tags);
    }
  }

  private static void sendCapture(
      DirectStatsDClient client, CaptureReading capture, String[] tags) {
    count(client, Metric.CAPTURE_PACKETS, capture.packets(), tags);
    count(client, Metric.CAPTURE_BYTES, capture.bytes(), tags);
    count(client, Metric.KERNEL_DROPS, capture.kernelDrops(), tags);
    count(client, Metric.KERNEL_FREEZES, capture.kernelFreezes(), tags);
    count(client, Metric.INTERRUPTIONS, capture.interruptions(), tags);
    count(client, Metric.RING_STALLS, capture.ringStalls(), tags);
    count(client, Metric.TRUNCATED, capture.truncated(), tags);
    count(client, Metric.MALFORMED, capture.malformed(), tags);
    count(client, Metric.NOT_TCP, capture.notTcp(), tags);
  }

  private static void gauge(DirectStatsDClient client, Metric metric, double value, String[] tags) {
    if (!Double.isNaN(value)) {
      client.recordGaugeValue(metric.text(), value, tags);
    }
  }

  private static void count(DirectStatsDClient client, Metric metric, long value, String[] tags) {
    client.count(metric.text(), value, tags);
  }

  private static void gauge(DirectStatsDClient client, Metric metric, long value, String[] tags) {
    client.recordGaugeValue(metric.text(), value, tags);
  }

  private static double ms(long ns) {
    return ms((double) ns);
  }

  private static double ms(double ns) {
    return ns / 1e6;
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

  private static int bytes(List<String> tags) {
    return tags.stream().mapToInt(tag -> TagCleaner.utf8Length(tag) + 1).sum();
  }

  private static void sayTag(String notice) {
    LOGGER.log(Level.WARNING, "In the configuration, {0}", notice);
  }

  private record InstanceTags(String iface, List<String> tags) {}
}
