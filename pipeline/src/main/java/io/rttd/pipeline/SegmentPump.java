package io.rttd.pipeline;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.SegmentFilter;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.FrameDecoder;
import io.rttd.capture.decode.SegmentDecoder;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Segment;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Moves frames from a source through the decoder into an engine, and tells the engine the time. A
 * live source's time is the wall clock, a file's that of its frames, so a file always gives the
 * same ticks. Allocates nothing per frame. Single-threaded, except for methods that say otherwise:
 *
 * <pre>{@code
 * while (pump.poll(LIMIT) != FrameSource.END) {}
 * }</pre>
 */
public final class SegmentPump {
  /** Maximum time for which {@link #finish()} reads while packets keep arriving. */
  private static final long DRAIN_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int DRAIN_LIMIT = 4096;

  /** Ethernet, IPv6 and TCP with all its options; in a tunnel, cut options go unnoticed. */
  private static final int LONGEST_HEADERS_BYTES = 128;

  /** Ethernet's shortest frame, with checksum and VLAN tags. */
  private static final int LONGEST_PADDED_BYTES = 72;

  private final FrameSource source;
  private final SegmentPublisher intake;
  private volatile TimedDirections timedEnds;
  private final CaptureCounters counters;
  private final EpochNanoClock clock;
  private final ReportClock reportClock;
  private final SegmentDecoder decoder;
  private final CopyDetector copies = new CopyDetector();
  private CopySchedule copySchedule = CopySchedule.always();
  private final FrameHandler onFrame = this::onFrame;
  private final boolean live;

  private volatile long gapNs = Segment.NO_TIME;
  private volatile long announcedGapNs = Segment.NO_TIME;
  private volatile long reportIntervalNs;
  private long frame;

  // Counts per frame are summed up here, and published before they are read at a report.
  private long countedFrames;
  private long bytes;
  private long segments;

  private long cutOptions;
  private int longestCutBytes;

  private long latestNs = Segment.NO_TIME;
  private SegmentFilter wanted = SegmentFilter.ALL;
  private boolean finished;
  private ReportEnd end = new ReportEnd();

  /**
   * Creates a pump.
   *
   * @param source where frames come from; its owner closes it
   * @param intake the engine's publisher
   * @param timedEnds which ends' data is timed
   * @param counters what happened to the frames
   * @param clock the wall clock, in ns since the epoch; read only if the source is live
   * @param reportIntervalNs a report at each multiple of it; 0: only at the end
   */
  public SegmentPump(
      FrameSource source,
      SegmentPublisher intake,
      TimedDirections timedEnds,
      CaptureCounters counters,
      EpochNanoClock clock,
      long reportIntervalNs) {
    this(source, intake, timedEnds, counters, clock, reportIntervalNs, new FrameDecoder());
  }

  SegmentPump(
      FrameSource source,
      SegmentPublisher intake,
      TimedDirections timedEnds,
      CaptureCounters counters,
      EpochNanoClock clock,
      long reportIntervalNs,
      SegmentDecoder decoder) {
    this.decoder = decoder;
    this.source = source;
    this.intake = intake;
    this.timedEnds = timedEnds;
    this.counters = counters;
    this.clock = clock;
    this.reportIntervalNs = reportIntervalNs;
    this.reportClock = new ReportClock(intake, reportIntervalNs);
    this.live = source.isLive();
    if (!live) {
      copies.lookFar();
    }
  }

  /** Shares the end with other pumps of the same capture. Call it before the first poll. */
  void endWith(ReportEnd shared) {
    end = shared;
  }

  /** Looks for copies only at intervals while none occur. Call it before the first poll. */
  public void expectNoCopies() {
    copySchedule = CopySchedule.withPauses();
  }

  /**
   * Sets whose data is timed from now on; segments in flight may be treated either way. Any thread.
   */
  public void replaceTimedEnds(TimedDirections timedEnds) {
    this.timedEnds = timedEnds;
  }

  /**
   * Announces to the engine, before the next frame, that the capture skipped segments until this
   * time. Thread-safe.
   *
   * @param timeNs ns since the epoch, by the clock that stamps the frames
   */
  public void announceGap(long timeNs) {
    gapNs = timeNs;
  }

  /** Whether the engine knows of the latest gap. Any thread. */
  public boolean hasAnnouncedGap() {
    return announcedGapNs == gapNs;
  }

  /**
   * Moves about {@code limit} frames, waiting for the first as long as the source does. At the
   * source's end, calls {@link #finish()}.
   *
   * @return frames moved, or {@link FrameSource#END}
   */
  public int poll(int limit) {
    if (finished) {
      return FrameSource.END;
    }
    tellGap();
    wanted = source.segments();
    int frames = pollSource(limit);
    if (frames == FrameSource.END) {
      finish();
      return FrameSource.END;
    }
    if (live) {
      intake.onPoll(frames == 0 || source.hasWaited());
    }
    if (frames > 0) {
      intake.flush();
    }
    if (live) {
      long nowNs = end.limit(clock.nanoTime());
      reportClock.reportEvery(reportIntervalNs);
      reportClock.restartIfSetBack(nowNs);
      reportClock.advanceTo(nowNs);
    }
    return frames;
  }

  /** Reports a file's results so far, between two frames. Polling thread only. */
  public void report() {
    handOverCounts();
    intake.flush();
    intake.report(Math.max(latestNs, 0), false);
  }

  /**
   * Ends the capture: for a limited time, reads the frames of a live source that the kernel has
   * buffered, and sends the last report. Its time is the wall clock's, or that of a file's latest
   * frame (0 if no frame has a time). Only the first call does anything.
   */
  public void finish() {
    if (finished) {
      return;
    }
    finished = true;
    if (live) {
      drain();
    }
    intake.flush();
    intake.report(live ? end.decide(clock.nanoTime()) : Math.max(latestNs, 0), true);
  }

  /**
   * Changes the time between two reports of a live source, from the next {@link #poll} on. A file's
   * reports do not move, so it always gives the same ones. Any thread.
   */
  public void reportEvery(long intervalNs) {
    reportIntervalNs = intervalNs;
  }

  /** Whether the last report was sent. */
  public boolean isFinished() {
    return finished;
  }

  /** Skips the number of a frame that the source left out. Call it from within {@link #poll}. */
  public void skipFrame() {
    frame++;
    countedFrames++;
  }

  /** Frames moved so far: the number of the latest. */
  public long frames() {
    return frame;
  }

  /**
   * Time of the latest frame, ns since the epoch, or {@link Segment#NO_TIME}. Polling thread only.
   */
  public long latestNs() {
    return latestNs;
  }

  /** What the frames so far reveal about how they were captured. Polling thread only. */
  public CaptureSigns signs() {
    return new CaptureSigns(
        copies.nearCopies(),
        copies.nearApartNs(),
        copies.farCopies(),
        copies.farApartNs(),
        cutOptions,
        longestCutBytes);
  }

  private void tellGap() {
    long askedNs = gapNs;
    if (askedNs != announcedGapNs) {
      intake.gap(askedNs);
      announcedGapNs = askedNs;
    }
  }

  /** A source that is empty for one poll has delivered everything before it. */
  private void drain() {
    long stopNs = clock.nanoTime();
    int frames;
    do {
      frames = pollSource(DRAIN_LIMIT);
    } while (frames > 0 && latestNs < stopNs && clock.nanoTime() - stopNs < DRAIN_NS);
  }

  private int pollSource(int limit) {
    try {
      return source.poll(onFrame, limit);
    } finally {
      handOverCounts();
    }
  }

  private void handOverCounts() {
    if (frame != countedFrames || segments > 0) {
      counters.add(CaptureCounter.PACKETS, frame - countedFrames);
      counters.add(CaptureCounter.BYTES, bytes);
      counters.add(CaptureCounter.SEGMENTS, segments);
      countedFrames = frame;
      bytes = 0;
      segments = 0;
    }
  }

  private void onFrame(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    frame++;
    bytes += originalLength;
    if (timeNs == Segment.NO_TIME) {
      counters.add(CaptureCounter.NO_TIME, 1);
      if (capturedLength == 0) {
        return; // it only takes up a number
      }
    } else if (timeNs > latestNs) {
      latestNs = timeNs;
      if (!live && reportClock.isDue(timeNs)) {
        handOverCounts();
        reportClock.advanceTo(timeNs);
      }
    }
    decoder.atTime(timeNs);
    Segment segment = intake.claim();
    DecodeOutcome outcome =
        decoder.decode(linkType, buffer, offset, capturedLength, originalLength, segment);
    if (outcome == DecodeOutcome.TCP) {
      if (capturedLength < LONGEST_HEADERS_BYTES
          && capturedLength < originalLength - segment.payloadLength) {
        noteCutOptions(segment, capturedLength, originalLength);
      }
      publish(segment, timeNs, interfaceIndex);
    } else {
      if (outcome == DecodeOutcome.TRUNCATED) {
        longestCutBytes = Math.max(longestCutBytes, capturedLength);
      }
      counters.add(counterOf(outcome), 1);
      if (outcome == DecodeOutcome.UNKNOWN_LINK) {
        counters.noteUnreadable(linkType);
      }
    }
  }

  /** Short frames are padded: what seems cut off is the padding. */
  private void noteCutOptions(Segment segment, int capturedLength, int originalLength) {
    if (segment.payloadLength > 0 && originalLength > LONGEST_PADDED_BYTES) {
      cutOptions++;
      longestCutBytes = Math.max(longestCutBytes, capturedLength);
    }
  }

  private void publish(Segment segment, long timeNs, int interfaceIndex) {
    if (!wanted.wants(segment)) {
      counters.add(CaptureCounter.NOT_WANTED, 1);
      return;
    }
    int timed = timedEnds.of(segment);
    if (timed == 0) {
      counters.add(CaptureCounter.NOT_LOCAL, 1);
      return;
    }
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = timeNs;
    segment.frame = frame;
    segment.timed = timed;
    if (isCopy(segment, timeNs, interfaceIndex)) {
      intake.leaveOut();
      counters.add(CaptureCounter.DUPLICATES, 1);
      return;
    }
    intake.publish();
    segments++;
  }

  private boolean isCopy(Segment segment, long timeNs, int interfaceIndex) {
    if (timeNs == Segment.NO_TIME || !copySchedule.isLooking(timeNs)) {
      return false;
    }
    boolean copy =
        copies.isCopy(
            segment,
            timeNs,
            decoder.identification(),
            decoder.hopLimit(),
            interfaceOf(interfaceIndex, decoder.interfaceIndex()));
    if (copy) {
      copySchedule.onCopy(timeNs);
    }
    return copy;
  }

  /** A capture of all interfaces names them in each frame's link layer. */
  private static int interfaceOf(int ofSource, int ofLinkLayer) {
    return ofLinkLayer == FrameHandler.NO_INTERFACE ? ofSource : ofLinkLayer + 31 * ofSource;
  }

  private static CaptureCounter counterOf(DecodeOutcome outcome) {
    return switch (outcome) {
      case TCP -> CaptureCounter.SEGMENTS;
      case NOT_TCP -> CaptureCounter.NOT_TCP;
      case FRAGMENT -> CaptureCounter.FRAGMENTS;
      case TRUNCATED -> CaptureCounter.TRUNCATED;
      case MALFORMED -> CaptureCounter.MALFORMED;
      case UNKNOWN_LINK -> CaptureCounter.UNKNOWN_LINK;
    };
  }
}
