package io.rttd.analyze;

import io.rttd.analyze.AnalysisSummary.Note;
import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.filter.FrameFilter;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.model.Segment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;

/**
 * The chosen frames of a set of captures. Frames left out keep their numbers: a callback reports
 * each of them. A frame without a time is chosen if the one before it was. Not thread-safe.
 */
final class ChosenFrames implements CaptureSet {
  private final CaptureSet files;
  private final FrameChoice choice;
  private final Path first;
  private final FrameFilter filter;
  private final InterfaceChoice interfaces;
  private final FrameHandler judge = this::judge;
  private Runnable onLeftOut = () -> {};
  private FrameHandler handler;
  private boolean hasTime;
  private boolean within;
  private long fromNs;
  private long toNs;
  private int passed;
  private long leftOut;

  /**
   * Chooses frames.
   *
   * @param files closed with this set
   * @param first name of the captures in remarks
   * @throws CaptureException if the expression cannot be used
   */
  ChosenFrames(CaptureSet files, FrameChoice choice, Path first) throws CaptureException {
    this.files = files;
    this.choice = choice;
    this.first = first;
    this.filter = choice.filter().isPresent() ? filterOf(choice.filter()) : null;
    this.interfaces =
        choice.interfaceName().map(name -> new InterfaceChoice(name, files)).orElse(null);
    this.within = choice.from().isEmpty();
  }

  /** Tunnels are decoded whatever they carry, so the expression sees only the outer headers. */
  private static FrameFilter filterOf(Optional<String> expression) throws CaptureException {
    return new FrameFilter(
        new PeerFilter(List.of(), List.of(), List.of(), List.of(), expression).withTunnels(true));
  }

  /** Sets the callback for each frame that is left out; call it before the first poll. */
  void onLeftOut(Runnable callback) {
    onLeftOut = callback;
  }

  /** Frames left out so far. */
  long leftOut() {
    return leftOut;
  }

  @Override
  public int poll(FrameHandler frameHandler, int limit) {
    handler = frameHandler;
    passed = 0;
    return files.poll(judge, limit) == END ? END : passed;
  }

  private void judge(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    if (isWithin(timeNs)
        && (interfaces == null
            || interfaces.isChosen(linkType, interfaceIndex, buffer, offset, capturedLength))
        && (filter == null
            || filter.wants(linkType, buffer, offset, capturedLength, originalLength))) {
      passed++;
      handler.onFrame(
          timeNs, linkType, interfaceIndex, buffer, offset, capturedLength, originalLength);
    } else {
      leftOut++;
      onLeftOut.run();
    }
  }

  private boolean isWithin(long timeNs) {
    if (timeNs == Segment.NO_TIME) {
      return within;
    }
    if (!hasTime) {
      hasTime = true;
      fromNs = choice.from().map(from -> from.ns(timeNs)).orElse(Long.MIN_VALUE);
      toNs = choice.to().map(to -> to.ns(timeNs)).orElse(Long.MAX_VALUE);
    }
    within = timeNs >= fromNs && timeNs < toNs;
    return within;
  }

  @Override
  public FileFindings findings() {
    return files.findings();
  }

  /** Remarks on the choice. */
  List<Note> remarks() {
    List<Note> remarks = new ArrayList<>();
    if (filter != null) {
      filter.refusal().ifPresent(why -> remarks.add(new Note(first, "--filter: " + why.message())));
    }
    if (interfaces != null) {
      interfaces.complaint().ifPresent(why -> remarks.add(new Note(first, why)));
    }
    return remarks;
  }

  @Override
  public String interfaceName(int interfaceIndex) {
    return files.interfaceName(interfaceIndex);
  }

  @Override
  public long bytesRead() {
    return files.bytesRead();
  }

  @Override
  public long totalBytes() {
    return files.totalBytes();
  }

  @Override
  public void close() {
    files.close();
  }
}
