package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;

/** A sink, the listener that it sends to, and a report of one pair the way a test reads. */
abstract class ListenedSink {
  static final long MS = 1_000_000L;
  static final int MAX_DATAGRAM_BYTES = 1432;

  final StatsDListener listener = StatsDListener.open();
  final FakeShard one = new FakeShard(0, 2);
  final FakeShard two = new FakeShard(1, 2);
  List<String> processTags = List.of("env:test");
  List<Double> percentiles = List.of(50.0, 99.0, 99.9);
  boolean distributions = true;
  Set<String> listed = Set.of();

  @AfterEach
  void closeListener() {
    listener.close();
  }

  void send(Report report) {
    try (DogStatsDSink sink =
        DogStatsDSink.open(config(), new DaemonCounts(), UnixDatagramChannel::open)) {
      sink.onReport(report);
    }
  }

  ReportingConfig config() {
    return new ReportingConfig(
        Optional.of(new Endpoint("udp", listener.host(), listener.port())),
        Duration.ofSeconds(10),
        percentiles,
        distributions,
        listed,
        processTags,
        Optional.empty());
  }

  Report report(ShardSnapshot... snapshots) {
    return report("eth0", List.of(), snapshots);
  }

  Report report(String iface, List<String> tags, ShardSnapshot... snapshots) {
    return new SnapshotMerger(iface, tags, PeerNaming.ADDRESSES)
        .merge(Arrays.asList(snapshots), 0, CaptureReading.NONE);
  }

  static Samples pair() {
    return Samples.of("10.0.0.1", "10.0.0.2");
  }

  double gauge(String name) {
    return only(name, "g").value();
  }

  long count(String name) {
    return Math.round(only(name, "c").value());
  }

  StatsDLine only(String name, String type) {
    List<StatsDLine> lines = listener.lines(name);
    assertThat(lines).as(name).hasSize(1);
    assertThat(lines.get(0).type()).isEqualTo(type);
    return lines.get(0);
  }

  void assertDatagramsFit() {
    Set<Integer> sizes =
        listener.datagrams().stream()
            .map(datagram -> datagram.getBytes(StandardCharsets.UTF_8).length)
            .collect(Collectors.toSet());
    assertThat(sizes).isNotEmpty().allMatch(size -> size <= MAX_DATAGRAM_BYTES);
  }
}
