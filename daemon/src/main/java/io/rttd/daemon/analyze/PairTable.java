package io.rttd.daemon.analyze;

import io.rttd.daemon.console.Millis;
import io.rttd.daemon.console.TextTable;
import io.rttd.engine.rtt.Verdict;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.PeerReport;
import io.rttd.reporting.Report;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;

/**
 * Adds reports up and prints a line a pair. Belongs to the reporter's thread until the reporter has
 * ended, then to whoever prints.
 */
public final class PairTable implements MetricSink {
  private final Map<Names, Pair> pairs = new LinkedHashMap<>();
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private long evictedFlows;
  private long foldedPeers;
  private long thinnedSegments;

  private record Names(String src, String dst) {
    static Names of(PeerReport report) {
      return new Names(report.src(), report.dst());
    }
  }

  /** One pair's sums over all reports. Times are nanoseconds. */
  public static final class Pair {
    private final Names names;
    private final AbstractHistogram all;
    private final AbstractHistogram path;
    private long count;
    private long minNs = Long.MAX_VALUE;
    private long maxNs;
    private double weightedJitterNs;
    private long jitterWeight;

    private Pair(PeerReport first) {
      names = Names.of(first);
      all = emptyCopy(first.all());
      path = emptyCopy(first.path());
    }

    private static AbstractHistogram emptyCopy(AbstractHistogram histogram) {
      AbstractHistogram copy = histogram.copy();
      copy.reset();
      return copy;
    }

    private void add(PeerReport report) {
      if (report.count() == 0) {
        return;
      }
      all.add(report.all());
      path.add(report.path());
      count += report.count();
      minNs = Math.min(minNs, report.minNs());
      maxNs = Math.max(maxNs, report.maxNs());
      if (!Double.isNaN(report.jitterNs())) {
        weightedJitterNs += report.jitterNs() * report.count();
        jitterWeight += report.count();
      }
    }

    /** The sender's address. */
    public String src() {
      return names.src();
    }

    /** The receiver's address. */
    public String dst() {
      return names.dst();
    }

    /** Number of samples. */
    public long count() {
      return count;
    }

    /** Smallest sample, or NaN without any. */
    public double minNs() {
      return count == 0 ? Double.NaN : minNs;
    }

    /** A percentile of all samples, never beyond the largest; NaN without any. */
    public double percentileNs(double percentile) {
      return count == 0 ? Double.NaN : inRange(all, percentile);
    }

    /** A percentile of the {@code prompt} samples; NaN without any. */
    public double pathPercentileNs(double percentile) {
      return path.getTotalCount() == 0 ? Double.NaN : inRange(path, percentile);
    }

    // A bucket's middle is the least wrong answer, but for the two whose true edge is known.
    private double inRange(AbstractHistogram histogram, double percentile) {
      long bucket = histogram.getValueAtPercentile(percentile);
      return Math.max(minNs, Math.min(maxNs, histogram.medianEquivalentValue(bucket)));
    }

    private String[] cells() {
      return new String[] {
        src(),
        dst(),
        Long.toString(count),
        Millis.text(minNs()),
        Millis.text(percentileNs(50)),
        Millis.text(percentileNs(90)),
        Millis.text(percentileNs(99)),
        Millis.text(count == 0 ? Double.NaN : maxNs),
        Millis.text(jitterWeight == 0 ? Double.NaN : weightedJitterNs / jitterWeight),
        Millis.text(pathPercentileNs(50))
      };
    }
  }

  @Override
  public void onReport(Report report) {
    for (PeerReport peer : report.peers()) {
      pairs.computeIfAbsent(Names.of(peer), names -> new Pair(peer)).add(peer);
    }
    report.verdicts().forEach((verdict, count) -> verdicts.merge(verdict, count, Long::sum));
    ShardGauges gauges = report.gauges();
    evictedFlows += gauges.evictedFlows();
    foldedPeers += gauges.foldedPeers();
    thinnedSegments += gauges.thinnedSegments();
  }

  @Override
  public void close() {
    // Nothing to send.
  }

  /** Number of samples of all pairs. */
  public long samples() {
    return pairs.values().stream().mapToLong(Pair::count).sum();
  }

  /** The pairs with a sample, the busiest first, then by address. */
  public List<Pair> pairs() {
    return pairs.values().stream()
        .filter(pair -> pair.count > 0)
        .sorted(
            Comparator.comparingLong((Pair pair) -> -pair.count)
                .thenComparing(Pair::src)
                .thenComparing(Pair::dst))
        .toList();
  }

  /** Prints the pairs that have samples; times in milliseconds. */
  public void print(PrintWriter out) {
    TextTable table =
        new TextTable(
            2, "src", "dst", "count", "min", "p50", "p90", "p99", "max", "jitter", "path p50");
    pairs().forEach(pair -> table.add(pair.cells()));
    if (table.isEmpty()) {
      out.print("no pair has a sample\n");
    } else {
      table.print(out);
    }
  }

  /** Prints, in a line or two, what became of the ACKs, and what memory was too short for. */
  public void printVerdicts(PrintWriter out) {
    StringBuilder line = new StringBuilder("verdicts:");
    for (Verdict verdict : Verdict.values()) {
      long count = verdicts.getOrDefault(verdict, 0L);
      if (count > 0) {
        line.append(line.charAt(line.length() - 1) == ':' ? " " : ", ");
        line.append(verdict.text()).append(' ').append(count);
      }
    }
    out.print(verdicts.isEmpty() ? "verdicts: none\n" : line.append('\n').toString());
    if (evictedFlows + foldedPeers + thinnedSegments > 0) {
      out.printf(
          "short of memory: %d flows evicted, %d pairs folded into \"other\", %d segments not timed\n",
          evictedFlows, foldedPeers, thinnedSegments);
    }
  }
}
