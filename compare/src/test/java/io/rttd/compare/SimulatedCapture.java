package io.rttd.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Connections whose truth is known: each has a delay of its own, and its samples scatter around
 * that, with a long tail to the right. All percentiles of two captures differ by the difference of
 * their delays.
 */
final class SimulatedCapture {
  private static final double NS_PER_MS = 1e6;

  private final SplittableRandom random;
  private double delayMs = 20;
  private double betweenMs = 0.5;
  private double withinMs = 0.5;
  private double lossRatio;
  private double momentsMs;
  private double moment;
  private int fewest = 5;
  private int most = 40;
  private String src = "192.0.2.1";

  SimulatedCapture(long seed) {
    random = new SplittableRandom(seed);
  }

  SimulatedCapture delayMs(double ms) {
    delayMs = ms;
    return this;
  }

  /** How much connections differ, and the samples of one. */
  SimulatedCapture scatterMs(double between, double within) {
    betweenMs = between;
    withinMs = within;
    return this;
  }

  /** How much the delay varies over time, slowly enough that some connections share a moment. */
  SimulatedCapture momentsMs(double ms) {
    momentsMs = ms;
    return this;
  }

  SimulatedCapture lossRatio(double ratio) {
    lossRatio = ratio;
    return this;
  }

  /** Number of samples per connection. */
  SimulatedCapture samples(int least, int largest) {
    fewest = least;
    most = largest;
    return this;
  }

  SimulatedCapture from(String address) {
    src = address;
    return this;
  }

  CaptureFigures connections(int count) {
    List<ConnectionFigures> figures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      figures.add(connection());
    }
    return new CaptureFigures("capture.pcap", figures);
  }

  private ConnectionFigures connection() {
    moment = 0.6 * moment + 0.8 * random.nextGaussian();
    double ownMs = delayMs + momentsMs * moment + betweenMs * random.nextGaussian();
    int samples = random.nextInt(fewest, most + 1);
    long[] rttNs = new long[samples];
    for (int i = 0; i < samples; i++) {
      rttNs[i] = Math.round(NS_PER_MS * (ownMs + withinMs * exponential()));
    }
    // Some connections cross a lossy link, most do not.
    double ownLoss = random.nextInt(2) == 0 ? 2 * lossRatio : 0;
    long retransmits = 0;
    for (int i = 0; i < samples; i++) {
      retransmits += random.nextDouble() < ownLoss ? 1 : 0;
    }
    Samples rtt = samples(rttNs);
    return new ConnectionFigures(
        src,
        "198.51.100.9",
        "80",
        true,
        rtt,
        rtt,
        Samples.NONE,
        samples - retransmits,
        retransmits);
  }

  private double exponential() {
    return -Math.log1p(-random.nextDouble());
  }

  /** In buckets, as the connections of an analysis have them. */
  static Samples samples(long... timesNs) {
    long least = Arrays.stream(timesNs).min().orElseThrow();
    long most = Arrays.stream(timesNs).max().orElseThrow();
    Map<Long, Long> buckets = new TreeMap<>();
    for (long ns : timesNs) {
      long width = Math.max(64, Long.highestOneBit(ns) >> 7);
      long middle = ns / width * width + width / 2;
      buckets.merge(Math.max(least, Math.min(most, middle)), 1L, Long::sum);
    }
    List<long[]> pairs = new ArrayList<>();
    buckets.forEach((ns, count) -> pairs.add(new long[] {ns, count}));
    return Samples.of(pairs, least, most);
  }
}
