package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;
import org.junit.jupiter.api.Test;

class DistributionLinesTest extends ListenedSink {
  @Test
  void shouldReproduceTheHistogramAsADistribution() {
    Samples samples = pair();
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      long rttNs = (long) (5_000_000 * Math.exp(random.nextGaussian()));
      if (random.nextBoolean()) {
        samples.prompt(rttNs);
      } else {
        samples.held(40 * MS);
      }
    }
    Report report = report(one.snapshot(1, false, samples.build()));

    send(report);

    PairReport peer = report.peers().get(0);
    AbstractHistogram received = PairInterval.newHistogram(FakeShard.HIGHEST_NS);
    for (StatsDLine line : listener.lines("system.net.tcp.rtt.dist")) {
      assertThat(line.type()).isEqualTo("d");
      for (double ms : line.values()) {
        received.recordValueWithCount(Math.round(ms * 1e6), line.weight());
      }
    }
    assertThat(received.getTotalCount()).isEqualTo(200_000);
    for (HistogramIterationValue bucket : peer.all().recordedValues()) {
      assertThat(received.getCountAtValue(bucket.getValueIteratedTo()))
          .isEqualTo(bucket.getCountAtValueIteratedTo());
    }
    assertDatagramsFit();
  }

  @Test
  void shouldLoseNoDistributionLineWhateverTheLengthOfItsTags() {
    // The client drops a line that fills its datagram to the last byte: try many lengths.
    Samples samples = pair();
    for (int i = 0; i < 400; i++) {
      samples.held(MS + i * 100_000L);
    }
    ShardSnapshot snapshot = one.snapshot(1, false, samples.build());
    long sent = 0;
    try (DogStatsDSink sink =
        DogStatsDSink.open(config(), new DaemonCounts(), UnixDatagramChannel::open)) {
      for (int length = 1; length <= 120; length++) {
        sink.onReport(report("i".repeat(length), List.of(), snapshot));
        sent += 400;
      }
    }

    long received =
        listener.lines("system.net.tcp.rtt.dist").stream()
            .mapToLong(line -> line.weight() * line.values().size())
            .sum();
    assertThat(received).isEqualTo(sent);
    assertDatagramsFit();
  }

  @Test
  void shouldSendNoDistributionWhenTurnedOff() {
    distributions = false;

    send(report(one.snapshot(1, false, pair().held(MS).build())));

    assertThat(listener.lines("system.net.tcp.rtt.dist")).isEmpty();
    assertThat(gauge("system.net.tcp.rtt")).isEqualTo(1);
  }
}
