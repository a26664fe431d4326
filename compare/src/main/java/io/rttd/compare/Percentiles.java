package io.rttd.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Percentiles of all samples of one capture's connections together.
 *
 * <p>A connection's samples are known to a bucket, within its extremes; they are taken to lie
 * evenly there, in cells of at most 0.2 % of their value. That is right where samples scatter more
 * widely than a bucket. Where they do not, {@link #resolutionNs} tells by how much it may be wrong.
 *
 * <p>Of more than {@value #MOST_UNITS} connections, consecutive ones make as many groups, which are
 * then drawn as if they were connections: the sum of what is drawn varies as much, and a resample
 * costs no more.
 */
final class Percentiles implements Resampled {
  /** Units that are drawn, at most: a connection, or several consecutive ones. */
  static final int MOST_UNITS = 1000;

  private static final int CELL_BITS = 9;

  private final double[] shares;
  private final List<Samples> connections;
  private final long[] cellsNs;
  private final int[][] unitCells;
  private final double[][] unitCounts;
  private final double[] sums;
  private final double[] whole;

  /**
   * Percentiles of connections that have samples.
   *
   * @param connections in the order of their beginnings
   * @param shares 0.5 for the median
   */
  Percentiles(List<Samples> connections, double[] shares) {
    this.connections = connections;
    this.shares = shares.clone();
    cellsNs =
        connections.stream()
            .flatMapToLong(
                each -> IntStream.range(0, each.size()).boxed().flatMapToLong(i -> cells(each, i)))
            .sorted()
            .distinct()
            .toArray();
    sums = new double[cellsNs.length];
    whole = new double[cellsNs.length];
    int units = Math.min(MOST_UNITS, connections.size());
    unitCells = new int[units][];
    unitCounts = new double[units][];
    double[] counts = new double[cellsNs.length];
    for (int unit = 0; unit < units; unit++) {
      Arrays.fill(counts, 0);
      int end = (int) ((unit + 1L) * connections.size() / units);
      for (int i = (int) ((long) unit * connections.size() / units); i < end; i++) {
        add(connections.get(i), counts);
      }
      unitCells[unit] =
          IntStream.range(0, counts.length).filter(cell -> counts[cell] > 0).toArray();
      unitCounts[unit] = Arrays.stream(unitCells[unit]).mapToDouble(cell -> counts[cell]).toArray();
      Arrays.setAll(whole, cell -> whole[cell] + counts[cell]);
    }
  }

  @Override
  public int size() {
    return unitCells.length;
  }

  /** Number of connections with samples. */
  int connections() {
    return connections.size();
  }

  /** A percentile varies with the connections that reach it. */
  @Override
  public double effectiveSize(int figure) {
    return Math.min(effectiveSize() / Bootstrap.blockLength(size()), connectionsBeyond(figure));
  }

  /** How many connections of equal size would tell as much. */
  double effectiveSize() {
    return effectiveSize(connections.stream().mapToDouble(Samples::total).toArray());
  }

  /** Kish's effective sample size: n where all are equal, 1 where one is nearly everything. */
  static double effectiveSize(double[] sizes) {
    double sum = Arrays.stream(sizes).sum();
    double squares = Arrays.stream(sizes).map(size -> size * size).sum();
    return squares == 0 ? 0 : sum * sum / squares;
  }

  /** The percentiles of all connections. */
  double[] figures() {
    return Arrays.stream(shares).map(this::percentile).toArray();
  }

  @Override
  public void figures(int[] weights, double[] figures) {
    Arrays.fill(sums, 0);
    for (int unit = 0; unit < weights.length; unit++) {
      int weight = weights[unit];
      if (weight > 0) {
        int[] cells = unitCells[unit];
        double[] counts = unitCounts[unit];
        for (int i = 0; i < cells.length; i++) {
          sums[cells[i]] += weight * counts[i];
        }
      }
    }
    double total = Arrays.stream(sums).sum();
    for (int i = 0; i < shares.length; i++) {
      figures[i] = percentile(sums, shares[i] * total);
    }
  }

  /** Number of connections with samples on the emptier side of a percentile, or at it. */
  int connectionsBeyond(int figure) {
    long cell = cell((long) percentile(shares[figure]));
    LongPredicate isBeyond = shares[figure] < 0.5 ? ns -> ns <= cell : ns -> ns >= cell;
    return (int)
        connections.stream()
            .filter(
                each ->
                    IntStream.range(0, each.size())
                        .mapToLong(i -> cell(shares[figure] < 0.5 ? each.lowNs(i) : each.highNs(i)))
                        .anyMatch(isBeyond))
            .count();
  }

  /**
   * By how much a percentile may be off because samples are known to a bucket only: half of what is
   * unknown, if the samples around the percentile lie within that; the less, the wider they
   * scatter.
   */
  double resolutionNs(int figure) {
    double ns = percentile(shares[figure]);
    double weighted = 0;
    double count = 0;
    for (Samples each : connections) {
      for (int i = 0; i < each.size(); i++) {
        if (each.lowNs(i) <= ns && ns <= each.highNs(i)) {
          weighted += (double) each.count(i) * (each.highNs(i) - each.lowNs(i)) / 2;
          count += each.count(i);
        }
      }
    }
    double slackNs = count == 0 ? 0 : weighted / count;
    double beside = Math.min(shares[figure], 1 - shares[figure]) / 2;
    double scatterNs =
        (percentile(shares[figure] + beside) - percentile(shares[figure] - beside)) / 2;
    return slackNs < scatterNs ? slackNs * slackNs / scatterNs : slackNs;
  }

  private double percentile(double share) {
    return percentile(whole, share * Arrays.stream(whole).sum());
  }

  private double percentile(double[] counts, double rank) {
    double below = 0;
    int cell = 0;
    while (cell < counts.length - 1 && below + counts[cell] < rank) {
      below += counts[cell++];
    }
    double part = counts[cell] == 0 ? 0 : Math.min(1, (rank - below) / counts[cell]);
    return cellsNs[cell] + part * width(cellsNs[cell]);
  }

  /** Deals the samples of each bucket evenly to the cells that it may lie in. */
  private void add(Samples samples, double[] counts) {
    for (int i = 0; i < samples.size(); i++) {
      long[] cells = cells(samples, i).toArray();
      for (long cell : cells) {
        counts[Arrays.binarySearch(cellsNs, cell)] += (double) samples.count(i) / cells.length;
      }
    }
  }

  private static LongStream cells(Samples samples, int bucket) {
    long first = cell(samples.lowNs(bucket));
    long high = Math.max(first + 1, samples.highNs(bucket));
    return LongStream.iterate(first, ns -> ns < high, ns -> ns + width(ns));
  }

  private static long cell(long ns) {
    return ns / width(ns) * width(ns);
  }

  private static long width(long ns) {
    return Math.max(1, Long.highestOneBit(ns) >> CELL_BITS);
  }
}
