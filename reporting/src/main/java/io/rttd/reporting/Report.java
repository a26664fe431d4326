package io.rttd.reporting;

import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureReading;
import io.rttd.model.Verdict;
import java.util.List;
import java.util.Map;

/**
 * One instance's report of one interval, the shards' snapshots merged.
 *
 * @param source unique name of this capture within the process: its interface, followed by a number
 *     from the second capture of that interface on ({@code eth0#2})
 * @param iface interface, or the capture file's name
 * @param tags the instance's own tags, {@code key:value}; {@code iface:} is not among them
 * @param startNs start of the interval, ns since the epoch
 * @param endNs end of the interval, ns since the epoch
 * @param lagNs time between the interval's end and this report
 * @param peers pairs with a sample or a retransmission, the busiest first, then by address
 * @param verdicts how often each verdict was reached; verdicts that were not are absent
 * @param gauges all shards together
 * @param capture what was captured within the interval
 */
public record Report(
    String source,
    String iface,
    List<String> tags,
    long startNs,
    long endNs,
    long lagNs,
    List<PairReport> peers,
    Map<Verdict, Long> verdicts,
    ShardGauges gauges,
    CaptureReading capture) {

  /** Creates a report of the only capture of its interface. */
  public Report(
      String iface,
      List<String> tags,
      long startNs,
      long endNs,
      long lagNs,
      List<PairReport> peers,
      Map<Verdict, Long> verdicts,
      ShardGauges gauges,
      CaptureReading capture) {
    this(iface, iface, tags, startNs, endNs, lagNs, peers, verdicts, gauges, capture);
  }

  /** A copy for a capture of this name. */
  Report from(String name) {
    return new Report(name, iface, tags, startNs, endNs, lagNs, peers, verdicts, gauges, capture);
  }
}
