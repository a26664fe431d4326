package io.rttd.pipeline;

/**
 * What the frames of a capture tell of how it was made.
 *
 * @param nearCopies copies that were left out
 * @param nearApartNs sum of the times between each and what it is a copy of
 * @param farCopies segments that came twice, too far apart to be left out
 * @param farApartNs sum of the times between the two
 * @param cutOptions TCP segments with data whose TCP options were not captured whole
 * @param longestCutBytes captured length of the longest frame whose headers are cut; 0 without any
 */
public record CaptureSigns(
    long nearCopies,
    long nearApartNs,
    long farCopies,
    long farApartNs,
    long cutOptions,
    int longestCutBytes) {
  /** Nothing was seen. */
  public static final CaptureSigns NONE = new CaptureSigns(0, 0, 0, 0, 0, 0);
}
