package io.rttd.audit;

import io.rttd.pipeline.sockets.TcpInfo;
import java.util.EnumSet;
import java.util.Set;

/**
 * rttd's figures for one connection compared with the kernel's. Times are ns, {@link Double#NaN} if
 * missing; counts cover the audit's duration.
 *
 * <p>They agree if their minimum RTTs and their counts agree. Two observers of a connection can
 * compare minima, because these are times of single segments, not averages. They agree within
 * {@value #TOLERANCE_NS} ns or 1 %: the kernel takes its times above its own queues, rttd below
 * them.
 *
 * @param local address and port of this host
 * @param remote address and port of the other end
 * @param samples number of rttd's samples
 * @param p50Ns median of rttd's samples
 * @param pathSamples number of them that are {@code prompt}
 * @param pathMinNs the lowest of these until the kernel's last answer
 * @param segments data segments that rttd saw sent, including retransmissions
 * @param retransmits segments that rttd saw sent again
 * @param kernelRttNs the kernel's smoothed RTT
 * @param kernelMinNs the kernel's lowest RTT
 * @param kernelSegments the kernel's count of {@code segments}, or {@link TcpInfo#UNKNOWN}
 * @param kernelRetransmits the kernel's count of {@code retransmits}
 * @param agreement whether they agree
 * @param differences why figures differ
 */
public record ConnectionAudit(
    String local,
    String remote,
    long samples,
    double p50Ns,
    long pathSamples,
    double pathMinNs,
    long segments,
    long retransmits,
    double kernelRttNs,
    double kernelMinNs,
    long kernelSegments,
    long kernelRetransmits,
    Agreement agreement,
    Set<Difference> differences) {
  /** Tolerated difference of the two minima. */
  static final long TOLERANCE_NS = 100_000;

  private static final double TOLERANCE_SHARE = 0.01;
  private static final long FEW_SAMPLES = 10;

  /**
   * Samples below which the kernel's minimum may be too high. On a busy host, it handles the ACKs
   * of a connection's first windows long after the capture stamped them.
   */
  private static final long FEW_SAMPLES_OF_A_SLOW_KERNEL = 50;

  /** RFC 6298 2.1. */
  private static final double SYN_TIMEOUT_NS = 1e9;

  /** SYNs sent before the capture started, of a connection whose next SYN was captured. */
  private static final long MISSED_SYNS = 2;

  /** Compares a connection that has samples and an answer of the kernel. */
  static ConnectionAudit of(AuditedConnection connection, boolean captureLost) {
    AuditedConnection.Reading first = connection.first();
    AuditedConnection.Reading latest = connection.latest();
    double kernelMinNs = timeOf(latest.kernel.minRttNs());
    double kernelRttNs = timeOf(latest.kernel.rttNs());
    long samples = connection.rttNs().getTotalCount();
    long pathSamples = connection.pathNs().getTotalCount();
    double p50Ns = connection.rttNs().getValueAtPercentile(50);
    Set<Difference> differences = EnumSet.noneOf(Difference.class);

    boolean minimaAgree =
        Double.isNaN(kernelMinNs)
            || isNear(kernelMinNs, (double) latest.minNs)
            || isNear(kernelMinNs, (double) latest.pathMinNs);
    long kernelSegments = since(first.kernel.dataSegments(), latest.kernel.dataSegments());
    long kernelRetransmits = since(first.kernel.retransmits(), latest.kernel.retransmits());
    boolean segmentsAgree =
        isWithin(
            kernelSegments,
            latest.segmentsBefore - first.segmentsAfter,
            latest.segmentsAfter - first.segmentsBefore);
    long leastRetransmits = latest.retransmitsBefore - first.retransmitsAfter;
    long mostRetransmits = latest.retransmitsAfter - first.retransmitsBefore;
    boolean countsAgree =
        segmentsAgree && isWithin(kernelRetransmits, leastRetransmits, mostRetransmits);
    boolean lacksSyns =
        connection.mayLackSyns()
            && segmentsAgree
            && isWithin(kernelRetransmits, leastRetransmits, mostRetransmits + MISSED_SYNS);
    if (!minimaAgree) {
      if (!connection.isWhole() && kernelMinNs < (double) latest.minNs) {
        differences.add(Difference.BEGAN_BEFORE);
      }
      if (kernelRetransmits > 0 && kernelMinNs >= SYN_TIMEOUT_NS) {
        differences.add(Difference.SYN_RESENT);
      }
      long few = kernelMinNs > (double) latest.minNs ? FEW_SAMPLES_OF_A_SLOW_KERNEL : FEW_SAMPLES;
      if (latest.samples < few) {
        differences.add(Difference.FEW_SAMPLES);
      }
    }
    if (!countsAgree && (connection.hasGuessedSegments() || lacksSyns)) {
      differences.add(Difference.BEGAN_BEFORE);
    }
    if (captureLost && !(minimaAgree && countsAgree)) {
      differences.add(Difference.CAPTURE_LOSS);
    }
    Agreement agreement = agreement(minimaAgree && countsAgree, !differences.isEmpty());
    differences.addAll(ofSmoothed(connection, kernelRttNs, p50Ns));
    return new ConnectionAudit(
        connection.key().local(),
        connection.key().remote(),
        samples,
        p50Ns,
        pathSamples,
        latest.pathMinNs == Long.MAX_VALUE ? Double.NaN : (double) latest.pathMinNs,
        latest.segmentsBefore - first.segmentsBefore,
        latest.retransmitsBefore - first.retransmitsBefore,
        kernelRttNs,
        kernelMinNs,
        kernelSegments,
        kernelRetransmits,
        agreement,
        differences);
  }

  private static Agreement agreement(boolean agrees, boolean isExplained) {
    if (agrees) {
      return Agreement.YES;
    }
    return isExplained ? Agreement.EXPLAINED : Agreement.NO;
  }

  /** Reasons why the kernel's average differs from rttd's median. */
  private static Set<Difference> ofSmoothed(
      AuditedConnection connection, double kernelRttNs, double p50Ns) {
    Set<Difference> found = EnumSet.noneOf(Difference.class);
    long pathSamples = connection.pathNs().getTotalCount();
    double pathNs =
        pathSamples == 0
            ? connection.rttNs().getMinValue()
            : connection.pathNs().getValueAtPercentile(50);
    boolean hasHeld = pathSamples < connection.rttNs().getTotalCount();
    if (hasHeld && (isAbove(kernelRttNs, pathNs) || isAbove(p50Ns, pathNs))) {
      found.add(Difference.DELAYED_ACK);
    }
    if (!Double.isNaN(kernelRttNs) && !isNear(kernelRttNs, p50Ns) && found.isEmpty()) {
      found.add(Difference.SMOOTHING);
    }
    return found;
  }

  private static boolean isNear(double aNs, double bNs) {
    return Math.abs(aNs - bNs) <= Math.max(TOLERANCE_NS, aNs * TOLERANCE_SHARE);
  }

  private static boolean isAbove(double aNs, double bNs) {
    return aNs > bNs && !isNear(aNs, bNs);
  }

  private static boolean isWithin(long kernel, long atLeast, long atMost) {
    return kernel == TcpInfo.UNKNOWN || (kernel >= atLeast && kernel <= atMost);
  }

  /** The kernel's counters have 32 bits. */
  private static long since(long first, long latest) {
    return first == TcpInfo.UNKNOWN || latest == TcpInfo.UNKNOWN
        ? TcpInfo.UNKNOWN
        : (latest - first) & 0xFFFF_FFFFL;
  }

  private static double timeOf(long ns) {
    return ns == TcpInfo.UNKNOWN ? Double.NaN : (double) ns;
  }
}
