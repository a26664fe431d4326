package io.rttd.pipeline.steering;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.SegmentFilter;
import io.rttd.capture.filter.FrameFilter;
import io.rttd.capture.filter.PeerFilter;
import java.util.Optional;
import org.agrona.DirectBuffer;

/**
 * A source that passes only the frames that a filter selects, for capture files. It runs the
 * program that the kernel would run, so the user's expression sees only the outermost headers, as
 * on an interface. Single-threaded, like the source.
 */
final class FilteringSource implements FrameSource {
  private final FrameSource source;
  private final FrameFilter filter;
  private final SegmentFilter segments;
  private final FrameHandler judge = this::judge;
  private FrameHandler handler;
  private int passed;

  private FilteringSource(FrameSource source, FrameFilter filter, SegmentFilter segments) {
    this.source = source;
    this.filter = filter;
    this.segments = segments;
  }

  /**
   * Puts a filter before a source.
   *
   * @param source closed with this one, or when this method throws
   * @throws CaptureException BAD_FILTER or UNSUPPORTED
   */
  static FilteringSource of(FrameSource source, PeerFilter filter) throws CaptureException {
    boolean usable = false;
    try {
      FrameFilter frames = new FrameFilter(filter);
      usable = true;
      return new FilteringSource(source, frames, filter.segments());
    } finally {
      if (!usable) {
        source.close();
      }
    }
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    this.handler = handler;
    passed = 0;
    return source.poll(judge, limit) == END ? END : passed;
  }

  private void judge(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    if (filter.wants(linkType, buffer, offset, capturedLength, originalLength)) {
      passed++;
      handler.onFrame(
          timeNs, linkType, interfaceIndex, buffer, offset, capturedLength, originalLength);
    }
  }

  @Override
  public SegmentFilter segments() {
    return segments;
  }

  @Override
  public boolean isLive() {
    return source.isLive();
  }

  @Override
  public long kernelDrops() {
    return source.kernelDrops();
  }

  @Override
  public Optional<CaptureFault> fault() {
    return source.fault().or(filter::refusal);
  }

  @Override
  public void close() {
    source.close();
  }
}
