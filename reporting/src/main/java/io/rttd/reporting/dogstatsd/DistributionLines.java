package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.DirectStatsDClient;
import io.rttd.reporting.Metric;
import io.rttd.reporting.PeerReport;
import java.util.Arrays;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Sends a histogram as a DogStatsD distribution that holds the same counts: one value a bucket and
 * weight ({@link ExactWeights}), all values of a weight on as few lines as fit. Not thread-safe.
 *
 * <p>The client splits a long line by itself, but loses a line that fills a datagram to the last
 * byte, with all that follows it. So lines are cut here, and shorter.
 */
final class DistributionLines {
  private static final String NAME = Metric.RTT_DISTRIBUTION.text();
  private static final int RATE_BYTES = "|d|@0.000001|#".length();

  private final int maxLineBytes;
  private final double[][] values = new double[ExactWeights.size()][16];
  private final int[] sizes = new int[ExactWeights.size()];

  /**
   * Lines of a bounded length.
   *
   * @param maxLineBytes bytes of a line, without what the client adds to each
   */
  DistributionLines(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  /** Sends all samples of one pair. */
  void send(DirectStatsDClient client, PeerReport peer, String[] tags) {
    Arrays.fill(sizes, 0);
    for (HistogramIterationValue bucket : peer.all().recordedValues()) {
      double ms = peer.representativeNs(bucket.getValueIteratedTo()) / 1e6;
      addSplit(ms, bucket.getCountAtValueIteratedTo());
    }
    int room = maxLineBytes - NAME.length() - RATE_BYTES;
    for (String tag : tags) {
      room -= TagCleaner.utf8Length(tag) + 1;
    }
    for (int i = 0; i < sizes.length; i++) {
      sendLines(client, i, room, tags);
    }
  }

  private void addSplit(double ms, long count) {
    long[] times = ExactWeights.split(count);
    for (int i = 0; i < times.length; i++) {
      for (long n = 0; n < times[i]; n++) {
        if (sizes[i] == values[i].length) {
          values[i] = Arrays.copyOf(values[i], 2 * sizes[i]);
        }
        values[i][sizes[i]++] = ms;
      }
    }
  }

  private void sendLines(DirectStatsDClient client, int weightIndex, int room, String[] tags) {
    int weight = ExactWeights.weight(weightIndex);
    double rate = weight == 1 ? Double.NaN : 1.0 / weight;
    int from = 0;
    while (from < sizes[weightIndex]) {
      int to = endOfLine(values[weightIndex], from, sizes[weightIndex], room);
      client.recordDistributionValues(
          NAME, Arrays.copyOfRange(values[weightIndex], from, to), rate, tags);
      from = to;
    }
  }

  private static int endOfLine(double[] values, int from, int size, int room) {
    int to = from;
    int bytes = 0;
    while (to < size) {
      bytes += 1 + Double.toString(values[to]).length();
      if (bytes > room && to > from) {
        break;
      }
      to++;
    }
    return to;
  }
}
