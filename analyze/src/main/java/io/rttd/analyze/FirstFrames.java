package io.rttd.analyze;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.FrameDecoder;
import io.rttd.capture.file.CaptureFileSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;

/** Looks at the first frames of a file, before its analysis begins, for the flows among them. */
final class FirstFrames {
  static final int FRAMES = 16_384;

  /** A flow with at least this many of the first segments is long. */
  static final int LONG_FLOW = 64;

  private static final int MOST_FLOWS = FRAMES / LONG_FLOW;
  private static final long MOST_BYTES = 1 << 24;
  private static final int BATCH = 64;

  private final FrameDecoder decoder = new FrameDecoder();
  private final Segment segment = new Segment();
  private final TupleHash hash = new TupleHash(0);
  private final LongHashSet flows = new LongHashSet();
  private int segments;

  private FirstFrames() {}

  /**
   * Whether the flows at the start of a file are long, on average, or there are none.
   *
   * @param file opened a second time: not a pipe
   * @return false also if the file cannot be opened, which the analysis reports
   */
  static boolean areOfLongFlows(Path file) {
    FirstFrames first = new FirstFrames();
    try (CaptureFileSource source = CaptureFiles.open(file)) {
      int left = FRAMES;
      while (left > 0 && first.flows.size() <= MOST_FLOWS && source.bytesRead() < MOST_BYTES) {
        int polled = source.poll(first::onFrame, BATCH);
        left = polled == FrameSource.END ? 0 : left - polled;
      }
    } catch (CaptureException e) {
      return false;
    }
    return first.flows.size() * LONG_FLOW <= first.segments;
  }

  private void onFrame(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    DecodeOutcome outcome =
        decoder.decode(linkType, buffer, offset, capturedLength, originalLength, segment);
    if (outcome == DecodeOutcome.TCP) {
      segments++;
      flows.add(hash.ofFlow(segment));
    }
  }
}
