package io.rttd.testbed.relay;

/**
 * How one direction of the relay treats frames.
 *
 * @param delayNs each frame's delay, ns, at least 0
 * @param lossRatio share of the frames that are lost, 0 to 1
 * @param reorderRatio share of the frames delayed by another {@code reorderExtraNs}, 0 to 1
 * @param reorderExtraNs extra delay of those frames, ns, at least 0
 * @param rateBitsPerSecond speed at which frames leave the queue, or 0 for no limit
 * @param queueBytes limit of the queue before a limited rate; frames beyond it are dropped
 * @param seed of the random decisions: the same seed gives the same decisions for the same sequence
 *     of frames
 * @param spreadNs maximum deviation of a TCP connection's delay from {@code delayNs}, ns, 0 to
 *     {@code delayNs}: uniformly distributed, and the same for all frames of the connection
 */
public record LinkSettings(
    long delayNs,
    double lossRatio,
    double reorderRatio,
    long reorderExtraNs,
    long rateBitsPerSecond,
    long queueBytes,
    long seed,
    long spreadNs) {

  /** Checks the ranges. */
  public LinkSettings {
    if (delayNs < 0 || reorderExtraNs < 0 || rateBitsPerSecond < 0 || queueBytes < 0) {
      throw new IllegalArgumentException("delays, rate and queue must not be negative");
    }
    if (!(lossRatio >= 0 && lossRatio <= 1 && reorderRatio >= 0 && reorderRatio <= 1)) {
      throw new IllegalArgumentException("loss and reordering must be between 0 and 1");
    }
    if (spreadNs < 0 || spreadNs > delayNs) {
      throw new IllegalArgumentException("the spread must be between 0 and the delay");
    }
  }

  /** Creates a direction that delays all connections equally. */
  public LinkSettings(
      long delayNs,
      double lossRatio,
      double reorderRatio,
      long reorderExtraNs,
      long rateBitsPerSecond,
      long queueBytes,
      long seed) {
    this(delayNs, lossRatio, reorderRatio, reorderExtraNs, rateBitsPerSecond, queueBytes, seed, 0);
  }

  /** A direction that only delays. */
  public static LinkSettings delay(long delayNs) {
    return new LinkSettings(delayNs, 0, 0, 0, 0, 0, 1);
  }

  /** The same with another seed: the two directions must not make the same decisions. */
  public LinkSettings withSeed(long otherSeed) {
    return new LinkSettings(
        delayNs,
        lossRatio,
        reorderRatio,
        reorderExtraNs,
        rateBitsPerSecond,
        queueBytes,
        otherSeed,
        spreadNs);
  }
}
