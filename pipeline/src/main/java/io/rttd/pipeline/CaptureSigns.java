package io.rttd.pipeline;

/**
 * What a capture's frames reveal about how it was made.
 *
 * @param nearCopies copies that were left out
 * @param nearApartNs sum of the times between each and its original
 * @param farCopies segments that came twice, too far apart to be left out
 * @param farApartNs sum of the times between the two passages
 * @param cutOptions TCP segments with data whose TCP options were cut off
 * @param longestCutBytes captured length of the longest frame whose headers are cut; 0 without any
 */
public record CaptureSigns(
    long nearCopies,
    long nearApartNs,
    long farCopies,
    long farApartNs,
    long cutOptions,
    int longestCutBytes) {
  /** All zero. */
  public static final CaptureSigns NONE = new CaptureSigns(0, 0, 0, 0, 0, 0);
}
