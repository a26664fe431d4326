package io.rttd.probe;

import io.rttd.model.Verdict;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What was measured up to a moment. It does not change any more: any thread. */
public final class RttReading {
  private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Histogram all;
  private final Histogram path;
  private final Histogram handshake;
  private final long[] verdicts;
  private final long packets;
  private final long kernelDrops;

  RttReading(
      Histogram all,
      Histogram path,
      Histogram handshake,
      long[] verdicts,
      long packets,
      long kernelDrops) {
    this.all = all;
    this.path = path;
    this.handshake = handshake;
    this.verdicts = verdicts;
    this.packets = packets;
    this.kernelDrops = kernelDrops;
  }

  /** How many samples there are. */
  public long samples() {
    return all.getTotalCount();
  }

  /** All samples, in ns, with three significant digits: a copy. */
  public Histogram histogram() {
    return all.copy();
  }

  /** The samples whose receiver had no reason to hold its ACK back, in ns: a copy. */
  public Histogram pathHistogram() {
    return path.copy();
  }

  /** The samples of SYN and SYN/ACK, in ns: a copy. */
  public Histogram handshakeHistogram() {
    return handshake.copy();
  }

  /**
   * A percentile of one kind of samples, in milliseconds.
   *
   * @param percentile 0 to 100
   * @return NaN when there is no such sample
   */
  public double percentileMs(RttKind kind, double percentile) {
    Histogram histogram = of(kind);
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percentile) / NS_PER_MS;
  }

  /** How many samples of a kind there are. */
  public long samples(RttKind kind) {
    return of(kind).getTotalCount();
  }

  /** How many ACKs got this verdict. */
  public long verdicts(Verdict verdict) {
    return verdicts[verdict.ordinal()];
  }

  /** Packets that passed the filter since the probe started. */
  public long packets() {
    return packets;
  }

  /** Packets that the kernel dropped since the probe started, because the probe was too slow. */
  public long kernelDrops() {
    return kernelDrops;
  }

  /** One line: samples, percentiles in ms, packets, drops. */
  @Override
  public String toString() {
    return samples()
        + " samples"
        + percentiles(RttKind.ALL)
        + ", "
        + samples(RttKind.PATH)
        + " of the path"
        + percentiles(RttKind.PATH)
        + ", "
        + packets
        + " packets, "
        + kernelDrops
        + " dropped";
  }

  private String percentiles(RttKind kind) {
    return samples(kind) == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " (p50 %.3f, p99 %.3f, max %.3f ms)",
            percentileMs(kind, 50),
            percentileMs(kind, 99),
            percentileMs(kind, 100));
  }

  private Histogram of(RttKind kind) {
    return switch (kind) {
      case ALL -> all;
      case PATH -> path;
      case HANDSHAKE -> handshake;
    };
  }
}
