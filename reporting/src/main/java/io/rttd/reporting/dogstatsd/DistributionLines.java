package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.StatsDClient;
import io.rttd.reporting.Metric;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.TimeReport;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Sends a histogram as a DogStatsD distribution with the same counts: one value per bucket and
 * weight ({@link ExactWeights}), all values of a weight on as few lines as possible. Not
 * thread-safe.
 *
 * <p>A line with several values is the name, followed by each value after a colon. The client's own
 * method for that is in a class whose last step cannot be replaced ({@link DeliveringClient}), so
 * all values but the last are passed as part of the name: the resulting line is the same.
 */
final class DistributionLines {
  private static final int RATE_BYTES = "|d|@0.000001|#".length();
  private static final long NS_PER_MS = 1_000_000;

  private final int maxLineBytes;
  private final long[][] valuesNs = new long[ExactWeights.size()][16];
  private final int[] sizes = new int[ExactWeights.size()];
  private String name = "";
  private final StringBuilder line = new StringBuilder();

  /**
   * Creates lines of bounded length.
   *
   * @param maxLineBytes maximum length of a line, without the client's additions
   */
  DistributionLines(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  /** Sends all samples of one pair. */
  void send(StatsDClient client, PairReport peer, String[] tags) {
    send(client, Metric.RTT_DISTRIBUTION, peer.all(), peer::representativeNs, tags);
  }

  /** Sends other times of one pair. */
  void send(StatsDClient client, Metric metric, TimeReport times, String[] tags) {
    send(client, metric, times.histogram(), times::representativeNs, tags);
  }

  private void send(
      StatsDClient client,
      Metric metric,
      AbstractHistogram histogram,
      LongUnaryOperator representative,
      String[] tags) {
    name = metric.text();
    Arrays.fill(sizes, 0);
    for (HistogramIterationValue bucket : histogram.recordedValues()) {
      addSplit(
          representative.applyAsLong(bucket.getValueIteratedTo()),
          bucket.getCountAtValueIteratedTo());
    }
    int room = maxLineBytes - RATE_BYTES;
    for (String tag : tags) {
      room -= TagCleaner.utf8Length(tag) + 1;
    }
    for (int i = 0; i < sizes.length; i++) {
      sendLines(client, i, room, tags);
    }
  }

  private void addSplit(long ns, long count) {
    long[] times = ExactWeights.split(count);
    for (int i = 0; i < times.length; i++) {
      for (long n = 0; n < times[i]; n++) {
        if (sizes[i] == valuesNs[i].length) {
          valuesNs[i] = Arrays.copyOf(valuesNs[i], 2 * sizes[i]);
        }
        valuesNs[i][sizes[i]++] = ns;
      }
    }
  }

  private void sendLines(StatsDClient client, int weightIndex, int room, String[] tags) {
    int weight = ExactWeights.weight(weightIndex);
    double rate = weight == 1 ? Double.NaN : 1.0 / weight;
    long[] values = valuesNs[weightIndex];
    line.setLength(0);
    line.append(name);
    for (int i = 0; i < sizes[weightIndex]; i++) {
      int before = line.length();
      appendMs(line.append(':'), values[i]);
      if (line.length() > room && before > name.length()) {
        line.setLength(before);
        sendLine(client, rate, tags);
        appendMs(line.append(':'), values[i]);
      }
    }
    if (line.length() > name.length()) {
      sendLine(client, rate, tags);
    }
  }

  /** Sends the current line, and starts the next. */
  private void sendLine(StatsDClient client, double rate, String[] tags) {
    int last = line.lastIndexOf(":");
    double lastMs = Double.parseDouble(line.substring(last + 1));
    client.recordDistributionValue(line.substring(0, last), lastMs, rate, tags);
    line.setLength(name.length());
  }

  /** Milliseconds with six decimals at most, exactly: 20000 is 0.02. */
  static void appendMs(StringBuilder to, long ns) {
    to.append(ns / NS_PER_MS);
    long rest = ns % NS_PER_MS;
    if (rest > 0) {
      to.append('.');
      for (long unit = NS_PER_MS / 10; rest > 0; unit /= 10) {
        to.append((char) ('0' + rest / unit));
        rest %= unit;
      }
    }
  }
}
