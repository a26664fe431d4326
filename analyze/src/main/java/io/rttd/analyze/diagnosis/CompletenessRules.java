package io.rttd.analyze.diagnosis;

import io.rttd.analyze.diagnosis.FileFinding.Figure;
import io.rttd.analyze.text.Share;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Completeness;
import io.rttd.model.OneWaySegments;
import io.rttd.reporting.diagnosis.Diagnosis;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a capture lacks or contains more than once. A finding requires a share that changes
 * the result and a minimum number of packets: a single lost packet is no finding.
 */
final class CompletenessRules {
  private static final double ONE_WAY_SHARE = 0.1;
  private static final double UNSEEN_SHARE = 0.01;
  private static final double LOSS_SHARE = 0.001;
  private static final double CUT_SHARE = 0.01;
  private static final double COPIES_SHARE = 0.2;
  private static final double SUPER_SEGMENT_SHARE = 0.05;
  private static final double MID_STREAM_SHARE = 0.1;
  private static final long LEAST_SEGMENTS = 10;
  private static final long LEAST = 5;

  private static final long LEAST_UNSEEN_BYTES = 4_000;

  private CompletenessRules() {}

  static Optional<FileFinding> findOneDirection(FileEvidence evidence) {
    OneWaySegments oneWay = evidence.seen().oneWay();
    long segments = evidence.count(CaptureCounter.SEGMENTS);
    long most = Math.max(oneWay.data(), oneWay.acks());
    if (evidence.seen().samples() == 0
        || most < LEAST_SEGMENTS
        || most < ONE_WAY_SHARE * segments) {
      return Optional.empty();
    }
    boolean ofData = oneWay.data() >= oneWay.acks();
    return Optional.of(
        FileFinding.of(
            ofData ? "data_only" : "acks_only",
            "only one direction of some connections was captured: %d of %d segments are %s"
                .formatted(most, segments, ofData ? "data without ACKs" : "ACKs without data"),
            Diagnosis.DATA_ONLY.fileRemedy(),
            most,
            segments));
  }

  static Optional<FileFinding> findUnseenData(FileEvidence evidence) {
    long unseen = evidence.completeness().unseenBytes();
    long acked = evidence.completeness().ackedBytes();
    if (unseen < LEAST_UNSEEN_BYTES || unseen < UNSEEN_SHARE * acked) {
      return Optional.empty();
    }
    return Optional.of(
        new FileFinding(
            "unseen_data",
            "%d of %d acknowledged bytes (%s) are in no TCP segment of the capture"
                .formatted(unseen, acked, Share.text((double) unseen / acked)),
            "look for drops during the capture, and for a direction that partly took another path",
            List.of(new Figure("bytes", unseen), new Figure("of_bytes", acked))));
  }

  static Optional<FileFinding> findCutHeaders(FileEvidence evidence) {
    long cut = evidence.count(CaptureCounter.TRUNCATED) + evidence.signs().cutOptions();
    long packets = evidence.count(CaptureCounter.PACKETS);
    if (cut < LEAST || cut < CUT_SHARE * packets) {
      return Optional.empty();
    }
    return Optional.of(
        new FileFinding(
            "truncated",
            "%d of %d packets are cut off within their headers, after at most %d bytes"
                .formatted(cut, packets, evidence.signs().longestCutBytes()),
            Diagnosis.TRUNCATED.fileRemedy(),
            List.of(
                new Figure("count", cut),
                new Figure("of", packets),
                new Figure("captured_bytes", evidence.signs().longestCutBytes()))));
  }

  static Optional<FileFinding> findCopies(FileEvidence evidence) {
    long copies = evidence.count(CaptureCounter.DUPLICATES);
    long segments = evidence.segmentsWithCopies();
    if (copies < LEAST
        || copies < COPIES_SHARE * segments
        || TwoPlaces.find(evidence).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        FileFinding.of(
            "copies",
            "%d of %d TCP segments are copies of others, and left out".formatted(copies, segments),
            Diagnosis.COPIES.fileRemedy(),
            copies,
            segments));
  }

  static Optional<FileFinding> findSuperSegments(FileEvidence evidence) {
    long large = evidence.completeness().superSegments();
    long data = evidence.completeness().dataSegments();
    if (large < LEAST || large < SUPER_SEGMENT_SHARE * data) {
      return Optional.empty();
    }
    return Optional.of(
        FileFinding.of(
            "super_segments",
            "%d of %d data segments stand for several packets each, which offloads (TSO, GRO) split or joined"
                .formatted(large, data),
            "RTTs include the time that the packets of one take to pass, and retransmits are estimates;"
                + " capture on a mirror port, or without offloads (ethtool -K IF tso off gso off gro off)",
            large,
            data));
  }

  static Optional<FileFinding> findLossBefore(FileEvidence evidence) {
    long fillers = evidence.completeness().gapFillers();
    long data = evidence.completeness().dataSegments();
    if (fillers < LEAST || fillers < LOSS_SHARE * data) {
      return Optional.empty();
    }
    return Optional.of(
        FileFinding.of(
            "lost_before",
            "%d of %d data segments (%s) are retransmissions of packets lost before the capture point, not counted as retransmits"
                .formatted(fillers, data, Share.text((double) fillers / data)),
            "look for loss between their sender and the capture point, and capture at the sender to count it",
            fillers,
            data));
  }

  static Optional<FileFinding> findMidStream(FileEvidence evidence) {
    Completeness completeness = evidence.completeness();
    long connections = evidence.connections();
    long segments = evidence.count(CaptureCounter.SEGMENTS);
    boolean many = completeness.midStream() >= MID_STREAM_SHARE * connections;
    boolean large = completeness.midStreamSegments() >= MID_STREAM_SHARE * segments;
    if (completeness.midStream() == 0
        || completeness.midStreamSegments() < LEAST_SEGMENTS
        || !(many || large)) {
      return Optional.empty();
    }
    return Optional.of(
        FileFinding.of(
            "mid_stream",
            "%d of %d connections began before the capture"
                .formatted(completeness.midStream(), connections),
            "they have no handshake, and response times only if --services names the server's port; path"
                + " and retransmits are less certain; start the capture before the connections",
            completeness.midStream(),
            connections));
  }
}
