package io.rttd.testbed.relay;

import io.rttd.testbed.truth.Fate;
import java.util.SplittableRandom;

/**
 * Decides the fate of each frame of one direction, and when it is due.
 *
 * <p>Pure: time is a parameter. A limited rate acts as a queue before the delay, as at a bottleneck
 * router: a frame starts when the one before it has left, and is dropped if more than the queue's
 * bytes are already waiting. Each frame takes exactly two random numbers, so that a seed's losses
 * do not depend on the settings for reordering.
 */
public final class LinkModel {
  private static final double NS_PER_SECOND_BITS = 8e9;

  private final LinkSettings settings;
  private final SplittableRandom random;
  private long lineFreeAtNs = Long.MIN_VALUE;
  private long dueNs;

  /** Creates a model at the beginning of its random sequence. */
  public LinkModel(LinkSettings settings) {
    this.settings = settings;
    random = new SplittableRandom(settings.seed());
  }

  /**
   * Decides the fate of the next frame.
   *
   * @param arrivalNs when it arrived; never before the previous frame
   * @param length bytes, at least 1
   */
  public Fate judge(long arrivalNs, int length) {
    double lossDraw = random.nextDouble();
    double reorderDraw = random.nextDouble();
    dueNs = arrivalNs + settings.delayNs();
    if (lossDraw < settings.lossRatio()) {
      return Fate.LOST;
    }
    if (settings.rateBitsPerSecond() > 0 && !queue(arrivalNs, length)) {
      return Fate.QUEUE_FULL;
    }
    if (reorderDraw < settings.reorderRatio()) {
      dueNs += settings.reorderExtraNs();
      return Fate.REORDERED;
    }
    return Fate.FORWARDED;
  }

  /** When the last judged frame is due, ns. */
  public long dueNs() {
    return dueNs;
  }

  private boolean queue(long arrivalNs, int length) {
    double nsPerByte = NS_PER_SECOND_BITS / settings.rateBitsPerSecond();
    long startNs = Math.max(arrivalNs, lineFreeAtNs);
    double waitingBytes = (startNs - arrivalNs) / nsPerByte;
    if (waitingBytes > 0 && waitingBytes + length > settings.queueBytes()) {
      return false;
    }
    lineFreeAtNs = startNs + Math.round(length * nsPerByte);
    dueNs = lineFreeAtNs + settings.delayNs();
    return true;
  }
}
