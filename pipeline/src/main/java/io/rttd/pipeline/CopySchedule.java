package io.rttd.pipeline;

/**
 * Decides when a capture looks for copies: always, or at intervals where copies are unlikely.
 *
 * <p>A single interface of a host sees each packet once, unless the network duplicates packets or
 * routes them back through it. There, a capture looks for copies during its first 10 s, while fewer
 * than 50,000 frames a second come, and until 10 s after the latest copy. Otherwise it looks for 4
 * ms of every 64, which is long enough to catch a frame and its copy, and costs a busy capture
 * thread a sixteenth. Copies that begin in the middle of such a capture are therefore recognized
 * within 60 ms.
 *
 * <p>Time is that of the frames. One thread.
 */
final class CopySchedule {
  /** How long to look before deciding again, in ns. Twice the longest time between copies. */
  static final long LOOK_NS = 2 * CopyDetector.COPY_NS;

  /** How long to pause, in ns. */
  static final long PAUSE_NS = 15 * LOOK_NS;

  /** Without copies for this long, none are expected, in ns. */
  static final long CALM_NS = 10_000_000_000L;

  /** With fewer frames than this while looking, pauses save nothing: 50,000 a second. */
  static final int BUSY_FRAMES = 200;

  private static final long NEVER_ENDS = -1; // as an unsigned number

  private boolean looking = true;
  private long startNs = Long.MIN_VALUE;
  private long lengthNs;
  private long latestCopyNs = Long.MAX_VALUE;
  private int frames;

  private CopySchedule(long lengthNs) {
    this.lengthNs = lengthNs;
  }

  /** Creates a schedule that checks every frame. */
  static CopySchedule always() {
    return new CopySchedule(NEVER_ENDS);
  }

  /** Creates a schedule that pauses while no copies occur. */
  static CopySchedule withPauses() {
    return new CopySchedule(0);
  }

  /**
   * Whether to look for copies of a frame.
   *
   * @param timeNs when it was captured, ns since the epoch
   */
  boolean isLooking(long timeNs) {
    if (Long.compareUnsigned(timeNs - startNs, lengthNs) >= 0) {
      decide(timeNs);
    }
    frames++;
    return looking;
  }

  /** Called when a frame was a copy. */
  void onCopy(long timeNs) {
    latestCopyNs = timeNs;
  }

  /** A clock that was set back looks like the end of an interval, and starts the next one. */
  private void decide(long timeNs) {
    latestCopyNs = Math.min(latestCopyNs, timeNs);
    boolean calm = frames >= BUSY_FRAMES && timeNs - latestCopyNs > CALM_NS;
    looking = !(looking && calm);
    lengthNs = looking ? LOOK_NS : PAUSE_NS;
    startNs = timeNs;
    frames = 0;
  }
}
