package io.rttd.reporting.status;

import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import java.util.List;
import java.util.Map;

/**
 * One report interval of one capture, as kept for {@code rttd top}.
 *
 * @param number rises by one with each interval of the process
 * @param iface the capture's name
 * @param startNs start, ns since the epoch
 * @param endNs end, ns since the epoch
 * @param counts the capture's counts
 * @param samplingRate measured share of the flows, averaged over time, 0 to 1
 * @param flows connections at the end
 * @param samples of all pairs
 * @param pairCount number of pairs; exceeds that of {@code pairs} if there were very many
 * @param diagnosis why there is no sample, or only a part of those that there could be, with what
 *     to do; "" when all is well
 * @param verdicts how often each verdict was reached, by its name
 * @param pairs the busiest pairs, and the worst of the others
 */
public record Interval(
    long number,
    String iface,
    long startNs,
    long endNs,
    CaptureCounts counts,
    double samplingRate,
    long flows,
    long samples,
    int pairCount,
    String diagnosis,
    Map<String, Long> verdicts,
    List<PairRow> pairs) {

  /** Copies the collections. */
  public Interval {
    verdicts = Map.copyOf(verdicts);
    pairs = List.copyOf(pairs);
  }

  /** Frames read. */
  public long packets() {
    return counts.get(CaptureCounter.PACKETS);
  }

  /** Frames that the kernel dropped. */
  public long kernelDrops() {
    return counts.get(CaptureCounter.KERNEL_DROPS);
  }
}
