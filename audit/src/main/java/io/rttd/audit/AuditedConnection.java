package io.rttd.audit;

import io.rttd.pipeline.sockets.TcpInfo;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * One connection during an audit: rttd's measurements of the data that this host sends on it, and
 * the kernel's figures. Confined to the audit's thread.
 *
 * <p>The kernel's counters keep changing while they are read, and so does the capture. Each reading
 * is therefore bracketed by rttd's own counts: one taken right before the kernel is queried, one
 * after everything captured by then has been handled.
 */
final class AuditedConnection {
  private static final int DIGITS = 3;
  private static final long LONGEST_NS = 3_600_000_000_000L;

  /** Share of a new sample in the smoothed RTT (RFC 6298 2). */
  private static final double SMOOTHING = 1.0 / 8;

  /** One answer of the kernel, with rttd's counts at that time. */
  static final class Reading {
    final TcpInfo kernel;
    final long segmentsBefore;
    final long retransmitsBefore;
    long segmentsAfter;
    long retransmitsAfter;
    long samples;
    long minNs;
    long pathMinNs;

    Reading(TcpInfo kernel, long segmentsBefore, long retransmitsBefore) {
      this.kernel = kernel;
      this.segmentsBefore = segmentsBefore;
      this.retransmitsBefore = retransmitsBefore;
      segmentsAfter = segmentsBefore;
      retransmitsAfter = retransmitsBefore;
    }
  }

  private static final Reading BEGINNING = new Reading(new TcpInfo(-1, -1, 0, 0), 0, 0);

  private final ConnectionKey key;
  private final boolean isWhole;
  private final boolean mayLackSyns;
  private final int isn;
  private final Histogram rttNs = new PackedHistogram(LONGEST_NS, DIGITS);
  private final Histogram pathNs = new PackedHistogram(LONGEST_NS, DIGITS);
  private long minNs = Long.MAX_VALUE;
  private long maxNs;
  private long pathMinNs = Long.MAX_VALUE;
  private double smoothedNs = Double.NaN;
  private long segments;
  private long retransmits;
  private boolean hasSuperSegments;
  private Reading first;
  private Reading latest;

  private AuditedConnection(ConnectionKey key, boolean isWhole, boolean mayLackSyns, int isn) {
    this.key = key;
    this.isWhole = isWhole;
    this.mayLackSyns = mayLackSyns;
    this.isn = isn;
    first = isWhole ? BEGINNING : null;
  }

  /**
   * Creates a connection whose first SYN, or the answer to it, was just captured.
   *
   * @param mayLackSyns whether that SYN may also have been sent before the capture started
   */
  static AuditedConnection begun(ConnectionKey key, int isn, boolean mayLackSyns) {
    return new AuditedConnection(key, true, mayLackSyns, isn);
  }

  /** Creates a connection that is older than the capture. */
  static AuditedConnection older(ConnectionKey key) {
    return new AuditedConnection(key, false, false, 0);
  }

  /** Whether a SYN of this host belongs to this connection, possibly as a retransmission. */
  boolean hasBegunWith(int seq) {
    return isWhole && isn == seq;
  }

  void addSample(long sampleNs, boolean isPrompt) {
    long clamped = Math.min(sampleNs, LONGEST_NS);
    rttNs.recordValue(clamped);
    minNs = Math.min(minNs, sampleNs);
    maxNs = Math.max(maxNs, sampleNs);
    smoothedNs =
        Double.isNaN(smoothedNs) ? sampleNs : smoothedNs + (sampleNs - smoothedNs) * SMOOTHING;
    if (isPrompt) {
      pathNs.recordValue(clamped);
      pathMinNs = Math.min(pathMinNs, sampleNs);
    }
  }

  /**
   * Counts segments that were sent.
   *
   * @param hasData whether there was payload: the kernel counts data apart from SYNs and FINs
   * @param isSuperSegment whether the number of segments had to be computed
   */
  void addTransmission(int wireSegments, boolean again, boolean hasData, boolean isSuperSegment) {
    if (hasData) {
      segments += wireSegments;
    }
    if (again) {
      retransmits += wireSegments;
    }
    hasSuperSegments |= isSuperSegment;
  }

  /** Handles the kernel's answer. */
  void onKernel(TcpInfo info) {
    latest = new Reading(info, segments, retransmits);
    if (first == null) {
      first = latest;
    }
  }

  /** Called once everything captured before the kernel's latest answer has been handled. */
  void settle() {
    latest.segmentsAfter = segments;
    latest.retransmitsAfter = retransmits;
    latest.samples = rttNs.getTotalCount();
    latest.minNs = minNs;
    latest.pathMinNs = pathMinNs;
  }

  ConnectionKey key() {
    return key;
  }

  /** Whether the capture contains its first packet. */
  boolean isWhole() {
    return isWhole;
  }

  /** Whether SYNs may have been sent before the capture began. */
  boolean mayLackSyns() {
    return mayLackSyns;
  }

  /**
   * Whether the numbers of segments are based on a guessed MSS, because that of the SYN is unknown.
   */
  boolean hasGuessedSegments() {
    return !isWhole && hasSuperSegments;
  }

  /** All samples, ns. */
  Histogram rttNs() {
    return rttNs;
  }

  /** The {@code prompt} samples, ns. */
  Histogram pathNs() {
    return pathNs;
  }

  long maxNs() {
    return maxNs;
  }

  /** The samples smoothed as in the kernel, or NaN without one. */
  double smoothedNs() {
    return smoothedNs;
  }

  /** The reading from which counts are compared; null before the kernel's first answer. */
  Reading first() {
    return first;
  }

  /** The kernel's latest answer, or null. */
  Reading latest() {
    return latest;
  }
}
