package io.rttd.reporting;

import io.rttd.engine.rtt.Verdict;
import io.rttd.engine.snapshot.ShardGauges;
import java.util.List;
import java.util.Map;

/**
 * One instance's report of one interval, the shards' snapshots merged.
 *
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
    String iface,
    List<String> tags,
    long startNs,
    long endNs,
    long lagNs,
    List<PeerReport> peers,
    Map<Verdict, Long> verdicts,
    ShardGauges gauges,
    CaptureReading capture) {}
