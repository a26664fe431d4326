package io.rttd.reporting.status;

import io.rttd.reporting.PairNames;
import io.rttd.reporting.PairReport;

/**
 * A pair of hosts in one interval: a {@link PairReport} without its histograms. Milliseconds; NaN
 * for missing values.
 *
 * @param src sender of the timed data
 * @param dst its receiver
 * @param service name of their service; empty without one
 * @param samples number of samples
 * @param retransmits segments that were sent again
 * @param p50 half of the samples are not above it
 * @param p99 99 of 100 samples are not above it
 * @param max the largest sample
 * @param pathP50 as p50, of the prompt samples alone
 * @param pathP99 as p99, of the prompt samples alone
 * @param connections how its connections began, stalled and ended
 */
public record PairRow(
    String src,
    String dst,
    String service,
    long samples,
    long retransmits,
    double p50,
    double p99,
    double max,
    double pathP50,
    double pathP99,
    ConnectionRow connections) {
  private static final double NS_PER_MS = 1e6;

  /** The pair's names. */
  public PairNames names() {
    return new PairNames(src, dst, service);
  }

  /** The receiver, with the service if there is one. */
  public String dstAndService() {
    return service.isEmpty() ? dst : dst + " " + service;
  }

  static PairRow of(PairReport peer) {
    boolean any = peer.count() > 0;
    boolean path = any && peer.path().getTotalCount() > 0;
    return new PairRow(
        peer.src(),
        peer.dst(),
        peer.service(),
        peer.count(),
        peer.retransmits(),
        any ? peer.percentileNs(50) / NS_PER_MS : Double.NaN,
        any ? peer.percentileNs(99) / NS_PER_MS : Double.NaN,
        any ? peer.rtt().maxNs() / NS_PER_MS : Double.NaN,
        path ? peer.pathPercentileNs(50) / NS_PER_MS : Double.NaN,
        path ? peer.pathPercentileNs(99) / NS_PER_MS : Double.NaN,
        ConnectionRow.of(peer));
  }
}
