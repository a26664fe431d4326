package io.rttd.probe;

import io.rttd.model.Verdict;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What was measured up to a moment. Immutable: any thread. */
public final class RttReading {
  private final DirectionTally both;
  private final DirectionTally toServer;
  private final DirectionTally toClient;
  private final Distribution responses;
  private final long[] verdicts;
  private final long packets;
  private final long kernelDrops;

  RttReading(
      DirectionTally both,
      DirectionTally toServer,
      DirectionTally toClient,
      Distribution responses,
      long[] verdicts,
      long packets,
      long kernelDrops) {
    this.both = both;
    this.toServer = toServer;
    this.toClient = toClient;
    this.responses = responses;
    this.verdicts = verdicts;
    this.packets = packets;
    this.kernelDrops = kernelDrops;
  }

  /** How many samples there are. */
  public long samples() {
    return samples(RttKind.ALL);
  }

  /** How many samples of a kind there are. */
  public long samples(RttKind kind) {
    return rtt(kind).count();
  }

  /** The round-trip times of one kind. */
  public Distribution rtt(RttKind kind) {
    return rtt(kind, Direction.BOTH);
  }

  /** The round-trip times of one kind, of the data that goes this way. */
  public Distribution rtt(RttKind kind, Direction direction) {
    return of(direction).rtt(kind);
  }

  /**
   * The times from the last segment of a request to the first of the answer. Pipelined or
   * interleaved requests have none; what takes longer than {@code maxRtt} counts as that.
   */
  public Distribution response() {
    return responses;
  }

  /** All samples, in ns, with three significant digits: a copy. */
  public Histogram histogram() {
    return rtt(RttKind.ALL).histogramNs();
  }

  /** The samples whose receiver had no reason to delay its ACK, in ns: a copy. */
  public Histogram pathHistogram() {
    return rtt(RttKind.PATH).histogramNs();
  }

  /** The samples of SYN and SYN/ACK, in ns: a copy. */
  public Histogram handshakeHistogram() {
    return rtt(RttKind.HANDSHAKE).histogramNs();
  }

  /**
   * A percentile of one kind of samples, in milliseconds.
   *
   * @param percentile 0 to 100
   * @return NaN when there is no such sample
   */
  public double percentileMs(RttKind kind, double percentile) {
    return rtt(kind).percentileMs(percentile);
  }

  /** Data segments that were sent for the first time; of a super-segment, what it is split into. */
  public long segments(Direction direction) {
    return of(direction).segments();
  }

  /** Segments that were sent again. */
  public long retransmits(Direction direction) {
    return of(direction).retransmits();
  }

  /**
   * {@link #retransmits} divided by {@link #segments}.
   *
   * @return NaN when no data was sent
   */
  public double retransmitRatio(Direction direction) {
    long segments = segments(direction);
    return segments == 0 ? Double.NaN : (double) retransmits(direction) / segments;
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

  /** One line: samples, responses, retransmits, packets, drops. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %s, %s, %d of %d segments retransmitted, %d packets, %d dropped",
        counted(rtt(RttKind.ALL), "samples"),
        counted(rtt(RttKind.PATH), "of the path"),
        counted(responses, "responses"),
        retransmits(Direction.BOTH),
        segments(Direction.BOTH),
        packets,
        kernelDrops);
  }

  private static String counted(Distribution times, String noun) {
    return times.toString().replaceFirst("^\\d+", times.count() + " " + noun);
  }

  private DirectionTally of(Direction direction) {
    return switch (direction) {
      case BOTH -> both;
      case TO_SERVER -> toServer;
      case TO_CLIENT -> toClient;
    };
  }
}
