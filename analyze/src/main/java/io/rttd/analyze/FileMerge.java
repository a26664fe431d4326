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
 * Several captures of the same time as if they were one: the frame that passed first comes first,
 * of equally early ones that of the file named first. So a flow matches whose directions were
 * captured on two interfaces. Within a file the order stays as it is, even where time runs
 * backwards.
 *
 * <p>One frame of each file is held, copied out of it, in a heap. A file that cannot be read, or
 * not to its end, is remembered, and the others go on.
 */
final class FileMerge implements CaptureSet {
  private static final Comparator<Head> EARLIEST_FIRST =
      Comparator.comparingLong((Head head) -> head.timeNs).thenComparingInt(head -> head.number);

  private final List<Path> files;
  private final long totalBytes;
  private final FileFindings findings = new FileFindings();
  private final PriorityQueue<Head> heads = new PriorityQueue<>(EARLIEST_FIRST);
  private final List<Head> all = new ArrayList<>();
  private Head latest;
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
    latest = head;
    if (head.advance()) {
      heads.add(head);
    } else {
      latest = null;
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
  public boolean onLostMemory(InternalError error) {
    if (latest != null && latest.source.onLostMemory(error)) {
      heads.remove(latest);
      offerIfMore(latest); // which has ended
    }
    return true;
  }

  @Override
  public void close() {
    opened = true;
    heads.clear();
    all.forEach(head -> head.source.close());
  }

  /** A file, and the next of its frames. */
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

    /** Reads the next frame; false when there is none. */
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
      // A frame without a time stays with the one before it.
      timeNs = frameTimeNs == Segment.NO_TIME ? timeNs : frameTimeNs;
      linkType = frameLinkType;
      // Interfaces of two files are never the same one.
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
