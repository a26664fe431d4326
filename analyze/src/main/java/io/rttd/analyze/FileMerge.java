package io.rttd.analyze;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.file.CaptureFileSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.model.Segment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Merges several captures of the same time into one: the earliest frame comes first, and among
 * equally early frames that of the file named first. Thus a flow matches even if its directions
 * were captured on two interfaces. The order within a file is kept, even where time runs backwards.
 *
 * <p>A heap holds a copy of one frame per file. If a file cannot be read, or not to its end, that
 * is recorded, and the others go on.
 */
final class FileMerge implements CaptureSet {
  private static final Comparator<Head> EARLIEST_FIRST =
      Comparator.comparingLong((Head head) -> head.timeNs).thenComparingInt(head -> head.number);

  private final List<Path> files;
  private final long totalBytes;
  private final FileFindings findings = new FileFindings();
  private final PriorityQueue<Head> heads = new PriorityQueue<>(EARLIEST_FIRST);
  private final List<Head> all = new ArrayList<>();
  private boolean opened;

  FileMerge(List<Path> files) {
    this.files = List.copyOf(files);
    this.totalBytes = CaptureSet.sizeOf(files);
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    if (!opened) {
      opened = true;
      openAll();
    }
    int frames = 0;
    while (frames < limit && !heads.isEmpty()) {
      Head earliest = heads.poll();
      earliest.handOver(handler);
      frames++;
      offerIfMore(earliest);
    }
    return frames == 0 ? END : frames;
  }

  private void openAll() {
    for (Path file : files) {
      try {
        Head head = new Head(file, all.size(), CaptureFiles.open(file));
        all.add(head);
        offerIfMore(head);
      } catch (CaptureException e) {
        findings.onUnreadable(file, e);
      }
    }
  }

  private void offerIfMore(Head head) {
    if (head.advance()) {
      heads.add(head);
    } else {
      findings.onEnd(head.file, head.source);
      head.source.close();
    }
  }

  @Override
  public FileFindings findings() {
    return findings;
  }

  @Override
  public String interfaceName(int interfaceIndex) {
    CaptureFileSource source = all.get(interfaceIndex >>> Short.SIZE).source;
    return source.interfaceName(interfaceIndex & 0xFFFF);
  }

  @Override
  public long bytesRead() {
    return all.stream().mapToLong(head -> head.source.bytesRead()).sum();
  }

  @Override
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public void close() {
    opened = true;
    heads.clear();
    all.forEach(head -> head.source.close());
  }

  /** A file and its next frame. */
  private static final class Head {
    private static final int USUAL_FRAME_BYTES = 2048;

    private final Path file;
    private final int number;
    private final CaptureFileSource source;
    private final FrameHandler keeper = this::keep;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[USUAL_FRAME_BYTES]);
    private long timeNs = Long.MIN_VALUE;
    private long statedTimeNs;
    private int linkType;
    private int interfaceIndex;
    private int capturedLength;
    private int originalLength;

    private Head(Path file, int number, CaptureFileSource source) {
      this.file = file;
      this.number = number;
      this.source = source;
    }

    /** Reads the next frame; false at the end of the file. */
    private boolean advance() {
      int frames;
      do {
        frames = source.poll(keeper, 1);
      } while (frames == 0);
      return frames > 0;
    }

    private void keep(
        long frameTimeNs,
        int frameLinkType,
        int frameInterface,
        DirectBuffer buffer,
        int offset,
        int captured,
        int original) {
      if (captured > frame.capacity()) {
        frame.wrap(new byte[captured]);
      }
      frame.putBytes(0, buffer, offset, captured);
      statedTimeNs = frameTimeNs;
      // A frame without a time follows the one before it.
      timeNs = frameTimeNs == Segment.NO_TIME ? timeNs : frameTimeNs;
      linkType = frameLinkType;
      // Two files never share an interface.
      interfaceIndex = (number << Short.SIZE) + frameInterface;
      capturedLength = captured;
      originalLength = original;
    }

    private void handOver(FrameHandler handler) {
      handler.onFrame(
          statedTimeNs, linkType, interfaceIndex, frame, 0, capturedLength, originalLength);
    }
  }
}
