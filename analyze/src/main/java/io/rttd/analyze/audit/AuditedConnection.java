package io.rttd.analyze.audit;

import io.rttd.pipeline.sockets.TcpInfo;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * One connection while it is audited: what rttd has measured of what this host sends on it, and
 * what the kernel said about it. The audit's thread.
 *
 * <p>The kernel's counters go on while they are read, and so does the capture. So each reading is
 * bracketed: rttd's own counts right before the kernel was asked, and after everything that was
 * captured until then was handled.
 */
final class AuditedConnection {
  private static final int DIGITS = 3;
  private static final long LONGEST_NS = 3_600_000_000_000L;

  /** Share of a new sample in the smoothed RTT (RFC 6298 2). */
  private static final double SMOOTHING = 1.0 / 8;

  /** One answer of the kernel, and what rttd had counted by then. */
  static final class Reading {
    final TcpInfo kernel;
    final long segmentsBefore;
    final long retransmitsBefore;
    long segmentsAfter;
    long retransmitsAfter;
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
   * A connection whose first SYN, or answer to it, was just captured.
   *
   * @param mayLackSyns whether that may have been sent before, when nothing was captured yet
   */
  static AuditedConnection begun(ConnectionKey key, int isn, boolean mayLackSyns) {
    return new AuditedConnection(key, true, mayLackSyns, isn);
  }

  /** A connection that is older than the capture. */
  static AuditedConnection older(ConnectionKey key) {
    return new AuditedConnection(key, false, false, 0);
  }

  /** Whether a SYN of this host is this connection's own, possibly sent again. */
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
   * Counts what was sent.
   *
   * @param hasData whether there was payload: the kernel counts data apart from SYNs and FINs
   * @param isSuperSegment whether how many segments it was had to be computed
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

  /** Takes the kernel's answer. */
  void onKernel(TcpInfo info) {
    latest = new Reading(info, segments, retransmits);
    if (first == null) {
      first = latest;
    }
  }

  /** Everything that was captured up to the kernel's latest answer has been handled. */
  void settle() {
    latest.segmentsAfter = segments;
    latest.retransmitsAfter = retransmits;
    latest.minNs = minNs;
    latest.pathMinNs = pathMinNs;
  }

  ConnectionKey key() {
    return key;
  }

  /** Whether the capture has it from its first packet on. */
  boolean isWhole() {
    return isWhole;
  }

  /** Whether SYNs may have been sent before the capture began. */
  boolean mayLackSyns() {
    return mayLackSyns;
  }

  /** Whether the numbers of segments rest on a guessed MSS: that of the SYN is unknown. */
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

  /** As the kernel smooths its samples, or NaN without one. */
  double smoothedNs() {
    return smoothedNs;
  }

  /** What the counts are compared from; null before the kernel was asked about it. */
  Reading first() {
    return first;
  }

  /** The kernel's latest answer, or null. */
  Reading latest() {
    return latest;
  }
}
