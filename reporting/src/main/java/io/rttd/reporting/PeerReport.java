package io.rttd.reporting;

import io.rttd.engine.snapshot.PeerKey;
import org.HdrHistogram.AbstractHistogram;

/**
 * One pair's statistics within one interval. All times are nanoseconds.
 *
 * @param key the pair
 * @param count number of samples; when 0, only {@code retransmits} means anything
 * @param lastNs the sample whose ACK passed last
 * @param minNs smallest sample
 * @param meanNs mean of the samples
 * @param maxNs largest sample
 * @param jitterNs mean of |rtt(i) - rtt(i-1)| within flows, or NaN when no flow had two samples
 * @param handshakeNs mean of the samples whose timed segment was a SYN, or NaN without one
 * @param retransmits segments sent again
 * @param all histogram of all samples
 * @param path histogram of the {@code prompt} samples, maybe empty
 */
public record PeerReport(
    PeerKey key,
    long count,
    long lastNs,
    long minNs,
    double meanNs,
    long maxNs,
    double jitterNs,
    double handshakeNs,
    long retransmits,
    AbstractHistogram all,
    AbstractHistogram path) {}
