package io.rttd.analyze.diagnosis;

import io.rttd.analyze.text.Millis;
import io.rttd.pipeline.CaptureSigns;
import java.util.Optional;

/**
 * Finds files that hold each packet twice, from two places on its path, such as the captures of
 * both hosts merged into one. A packet passes a host's interfaces, a bridge or a mirror within
 * microseconds: such copies are left out. If it takes longer, a network lies between the two
 * places, and an ACK is captured at another place than its data.
 */
final class TwoPlaces {
  static final String ID = "two_places";

  /** Time within which a host forwards a packet. */
  private static final long WITHIN_A_HOST_NS = 100_000;

  private static final double NEAR_SHARE = 0.3;
  private static final double FAR_SHARE = 0.1;

  /** Copies of a few connections only; each copy of data counts as a retransmit. */
  private static final double FAR_SHARE_OF_RETRANSMITS = 0.3;

  private static final long LEAST = 5;

  private TwoPlaces() {}

  static Optional<FileFinding> find(FileEvidence evidence) {
    CaptureSigns signs = evidence.signs();
    long all = evidence.segmentsWithCopies();
    if (isMany(signs.farCopies(), FAR_SHARE, all)) {
      return Optional.of(
          finding(signs.farCopies(), all, signs.farApartNs(), "so RTTs and retransmits are wrong"));
    }
    if (isMany(signs.nearCopies(), NEAR_SHARE, all)
        && signs.nearApartNs() / signs.nearCopies() >= WITHIN_A_HOST_NS) {
      return Optional.of(
          finding(signs.nearCopies(), all, signs.nearApartNs(), "so RTTs may be too short"));
    }
    if (isMany(signs.farCopies(), FAR_SHARE_OF_RETRANSMITS, evidence.retransmits())) {
      return Optional.of(
          finding(signs.farCopies(), all, signs.farApartNs(), "so retransmits are too high"));
    }
    return Optional.empty();
  }

  private static boolean isMany(long twice, double share, long all) {
    return twice >= LEAST && twice >= share * all;
  }

  private static FileFinding finding(long twice, long all, long apartNs, String effect) {
    return FileFinding.of(
        ID,
        "%d of %d TCP segments were captured at two places, on average %s ms apart, %s"
            .formatted(twice, all, Millis.text((double) apartNs / twice), effect),
        "analyze the capture of each place by itself; --interface chooses one of a pcapng file,"
            + " --filter one by its TTL or MAC address",
        twice,
        all);
  }
}
