package io.rttd.testbed.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * Finds the relay's record of each frame of a capture taken on A's TAP device.
 *
 * <p>Records are looked up by {@link FrameIdentity#hash()}; among equal ones, each frame takes the
 * earliest that is still free. A frame from B that the relay dropped never reached the capture, so
 * such records are left out.
 */
public final class FrameTruth {
  /** {@link #record}: the capture has a frame that the relay has not seen. */
  public static final int NONE = -1;

  private final TruthFile truth;
  private final Long2LongHashMap firstOfHash;
  private final int[] nextAlike;
  private int[] recordOfFrame = new int[1 << 16];
  private int frames;
  private int unmatched;

  /** Matches the whole capture. */
  public FrameTruth(TruthFile truth, Path capture) throws IOException {
    this.truth = truth;
    firstOfHash = new Long2LongHashMap(Math.max(16, truth.count()), 0.6f, NONE);
    nextAlike = new int[truth.count()];
    index();
    match(capture);
  }

  /** Frames in the capture. */
  public int frames() {
    return frames;
  }

  /** Frames of the capture without a record. */
  public int unmatched() {
    return unmatched;
  }

  /** Number of the record of this frame, or {@link #NONE}. */
  public int record(long frame) {
    return frame < 1 || frame > frames ? NONE : recordOfFrame[(int) frame];
  }

  /**
   * Indexes from the last record to the first, so that the earliest of equal records comes first.
   */
  private void index() {
    for (int i = truth.count() - 1; i >= 0; i--) {
      int at = truth.offset(i);
      boolean captured =
          TruthRecord.direction(truth.buffer(), at) == TruthRecord.A_TO_B
              || TruthRecord.fate(truth.buffer(), at).arrived();
      if (captured) {
        long hash = TruthRecord.hash(truth.buffer(), at);
        nextAlike[i] = (int) firstOfHash.get(hash);
        firstOfHash.put(hash, i);
      }
    }
  }

  private void match(Path capture) throws IOException {
    PcapFrames pcap = new PcapFrames(capture);
    FrameIdentity identity = new FrameIdentity();
    while (pcap.next()) {
      frames = pcap.frame();
      if (frames == recordOfFrame.length) {
        recordOfFrame = Arrays.copyOf(recordOfFrame, 2 * frames);
      }
      identity.read(pcap.buffer(), pcap.offset(), pcap.capturedLength());
      int record = take(identity.hash());
      unmatched += record == NONE ? 1 : 0;
      recordOfFrame[frames] = record;
    }
  }

  private int take(long hash) {
    int record = (int) firstOfHash.get(hash);
    if (record != NONE) {
      if (nextAlike[record] == NONE) {
        firstOfHash.remove(hash);
      } else {
        firstOfHash.put(hash, nextAlike[record]);
      }
    }
    return record;
  }
}
