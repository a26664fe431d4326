package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.reporting.Samples;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What the Agent makes of the distributions: a sketch with logarithmic buckets. */
class AgentSketchTest extends ListenedSink {
  private static final double[] QUANTILES = {0.5, 0.9, 0.99};

  @Test
  void shouldGiveTheSketchTheTruePercentiles() {
    long[] truth = lognormal(new Random(11), 200_000, 5 * MS, 1);
    send(report(one.snapshot(1, false, samples("10.0.0.1", truth).build())));

    Sketch sketch = received();
    assertThat(sketch.count).isEqualTo(200_000);
    Arrays.sort(truth);
    for (double quantile : QUANTILES) {
      assertThat(sketch.quantile(quantile))
          .as("p%s", 100 * quantile)
          .isCloseTo(quantileMs(truth, quantile), Percentage.withPercentage(1.6));
    }
  }

  @Test
  void shouldLetTwentyUnequalDaemonsBeMerged() {
    Random random = new Random(12);
    long[] truth = {};
    for (int daemon = 0; daemon < 20; daemon++) {
      long[] own =
          lognormal(
              random,
              daemon == 0 ? 100_000 : 200 + 300 * daemon,
              (1 + 3L * daemon) * MS,
              0.3 + 0.05 * daemon);
      send(report(one.snapshot(1, false, samples("10.0.0." + daemon, own).build())));
      int before = truth.length;
      truth = Arrays.copyOf(truth, before + own.length);
      System.arraycopy(own, 0, truth, before, own.length);
    }

    Sketch sketch = received();
    assertThat(sketch.count).isEqualTo(truth.length);
    Arrays.sort(truth);
    for (double quantile : QUANTILES) {
      assertThat(sketch.quantile(quantile))
          .as("p%s of all", 100 * quantile)
          .isCloseTo(quantileMs(truth, quantile), Percentage.withPercentage(2));
    }
  }

  @Test
  void shouldMapAsTheAgentDoes() {
    Sketch sketch = new Sketch();
    sketch.add(10, 3);
    sketch.add(20, 1);

    assertThat(sketch.quantile(0.5)).isCloseTo(10, within(0.08));
    assertThat(sketch.quantile(1)).isCloseTo(20, within(0.16));
  }

  private Sketch received() {
    Sketch sketch = new Sketch();
    for (StatsDLine line : listener.lines("system.net.tcp.rtt.dist")) {
      line.values().forEach(ms -> sketch.add(ms, line.weight()));
    }
    return sketch;
  }

  private static long[] lognormal(Random random, int size, long medianNs, double sigma) {
    long[] rttsNs = new long[size];
    for (int i = 0; i < size; i++) {
      rttsNs[i] = (long) (medianNs * Math.exp(sigma * random.nextGaussian()));
    }
    return rttsNs;
  }

  private static Samples samples(String src, long[] rttsNs) {
    return Samples.of(src, "10.9.9.9").held(rttsNs);
  }

  private static double quantileMs(long[] sortedNs, double quantile) {
    return sortedNs[(int) (quantile * (sortedNs.length - 1))] / 1e6;
  }

  /** DDSketch with the Agent's growth of 1 + 2/128 a bucket. */
  private static final class Sketch {
    private static final double GAMMA = 1 + 2.0 / 128;

    private final TreeMap<Integer, Long> buckets = new TreeMap<>();
    private long count;

    void add(double value, long weight) {
      buckets.merge((int) Math.ceil(Math.log(value) / Math.log(GAMMA)), weight, Long::sum);
      count += weight;
    }

    double quantile(double quantile) {
      long rank = (long) (quantile * (count - 1));
      long below = 0;
      for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
        below += bucket.getValue();
        if (below > rank) {
          return 2 * Math.pow(GAMMA, bucket.getKey()) / (GAMMA + 1);
        }
      }
      throw new IllegalStateException("empty");
    }
  }
}
