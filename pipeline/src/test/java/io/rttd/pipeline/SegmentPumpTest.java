package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Segment;
import io.rttd.pipeline.ScriptedSource.Scripted;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentPumpTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long NOW = 1_000 * SECOND;
  private static final int LIMIT = 100;

  private static final byte TCP = (byte) DecodeOutcome.TCP.ordinal();
  private static final byte NOT_TCP = (byte) DecodeOutcome.NOT_TCP.ordinal();

  /** As {@link #TCP}, between strangers. */
  private static final byte STRANGERS = 100;

  private final RecordingPublisher intake = new RecordingPublisher();
  private final CaptureCounters counters = new CaptureCounters();
  private long wallClockNs = NOW;

  @Test
  void shouldPublishSegmentsNumberedAsFrames() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(NOW, NOT_TCP), frame(NOW + 1, TCP)).batch(frame(NOW + 2, TCP));
    SegmentPump pump = pump(source, 0);

    assertThat(pump.poll(LIMIT)).isEqualTo(2);
    assertThat(pump.poll(LIMIT)).isEqualTo(1);

    assertThat(intake.segments).extracting(segment -> segment.frame).containsExactly(2L, 3L);
    assertThat(intake.segments)
        .extracting(segment -> segment.timeNs)
        .containsExactly(NOW + 1, NOW + 2);
    assertThat(intake.segments)
        .allMatch(segment -> segment.kind == Segment.KIND_SEGMENT)
        .allMatch(segment -> segment.timed == Segment.TIMED_SRC);
    assertThat(intake.events)
        .containsExactly("tick " + NOW, "segment 2", "flush", "segment 3", "flush");
    assertThat(pump.frames()).isEqualTo(3);
  }

  @Test
  void shouldTellOfAGapOnceAndBeforeTheNextFrame() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(NOW, TCP)).batch(frame(NOW + 5, TCP)).batch(frame(NOW + 6, TCP));
    SegmentPump pump = pump(source, 0);

    pump.poll(LIMIT);
    pump.announceGap(NOW + 4);
    assertThat(pump.hasAnnouncedGap()).isFalse();
    pump.poll(LIMIT);
    assertThat(pump.hasAnnouncedGap()).isTrue();
    pump.poll(LIMIT);

    assertThat(intake.eventsButFlushes())
        .containsExactly("tick " + NOW, "segment 1", "gap " + (NOW + 4), "segment 2", "segment 3");
  }

  @Test
  void shouldTimeOtherEndsOnceItIsTold() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(NOW, TCP)).batch(frame(NOW + 1, TCP));
    SegmentPump pump = pump(source, 0);

    pump.poll(LIMIT);
    pump.replaceTimedEnds(TimedDirections.bothEnds());
    pump.poll(LIMIT);

    assertThat(intake.segments)
        .extracting(segment -> segment.timed)
        .containsExactly(Segment.TIMED_SRC, Segment.TIMED_SRC | Segment.TIMED_DST);
  }

  @Test
  void shouldCountWhatBecameOfEachFrame() {
    ScriptedSource source = new ScriptedSource(false);
    for (DecodeOutcome outcome : DecodeOutcome.values()) {
      source.batch(frame(NOW, (byte) outcome.ordinal()));
    }
    source.batch(frame(NOW, STRANGERS));
    source.batch(frame(Segment.NO_TIME, TCP));
    pumpAll(pump(source, 0));

    assertThat(intake.segments)
        .extracting(segment -> segment.timeNs)
        .containsExactly(NOW, Segment.NO_TIME);
    assertThat(counters.get(CaptureCounter.SEGMENTS)).isEqualTo(2);
    assertThat(counters.get(CaptureCounter.PACKETS)).isEqualTo(8);
    assertThat(counters.get(CaptureCounter.BYTES)).isEqualTo(8 * 200);
    assertThat(
            List.of(
                CaptureCounter.NOT_TCP,
                CaptureCounter.FRAGMENTS,
                CaptureCounter.TRUNCATED,
                CaptureCounter.MALFORMED,
                CaptureCounter.UNKNOWN_LINK,
                CaptureCounter.NOT_LOCAL,
                CaptureCounter.NO_TIME))
        .allMatch(counter -> counters.get(counter) == 1);
    assertThat(counters.unreadableLinkType()).as("for the log").isPresent();
  }

  @Test
  void shouldCountTheOnlySegmentOfAFile() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(NOW, TCP));
    pumpAll(pump(source, 0));
    assertThat(counters.get(CaptureCounter.SEGMENTS)).isEqualTo(1);
  }

  @Test
  void shouldTellWhetherALiveSourceWaited() {
    ScriptedSource source = new ScriptedSource(true);
    source.batch(frame(NOW, TCP)).batch(frame(NOW + 1, TCP));
    SegmentPump pump = pump(source, 0);

    pump.poll(LIMIT);
    source.waits = true;
    pump.poll(LIMIT);
    source.waits = false;
    pump.poll(LIMIT);

    assertThat(intake.waits)
        .as("no frames: it has waited for them")
        .containsExactly(false, true, true);
  }

  @Test
  void shouldTellNothingOfTheLoadOfAFile() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(NOW, TCP));
    pumpAll(pump(source, 0));
    assertThat(intake.waits).isEmpty();
  }

  @Test
  void shouldReportAtAnotherIntervalFromTheNextPollOn() {
    SegmentPump pump = pump(new ScriptedSource(true), 100 * SECOND);
    pump.poll(LIMIT);

    pump.reportEvery(2 * SECOND);
    wallClockNs = NOW + SECOND;
    pump.poll(LIMIT);
    wallClockNs = NOW + 5 * SECOND;
    pump.poll(LIMIT);

    assertThat(intake.events)
        .contains("report " + (NOW + 2 * SECOND))
        .doesNotContain("report " + (NOW + 100 * SECOND));
  }

  @Test
  void shouldHandOverFramesWithoutTime() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(Segment.NO_TIME, TCP), frame(NOW, TCP));
    pumpAll(pump(source, 0));

    assertThat(intake.segments).extracting(segment -> segment.frame).containsExactly(1L, 2L);
  }

  @Test
  void shouldEndAFileWithOneLastReportOfItsLatestTime() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(NOW + 50, TCP), frame(NOW, TCP));
    SegmentPump pump = pump(source, 0);
    pumpAll(pump);

    assertThat(pump.isFinished()).isTrue();
    assertThat(pump.poll(LIMIT)).isEqualTo(FrameSource.END);
    pump.finish();
    assertThat(intake.eventsButFlushes())
        .containsExactly(
            "tick " + (NOW + 50), "segment 1", "segment 2", "last report " + (NOW + 50));
  }

  @Test
  void shouldEndAnEmptyFileWithALastReportToo() {
    pumpAll(pump(new ScriptedSource(false), 10 * SECOND));

    assertThat(intake.eventsButFlushes()).containsExactly("last report 0");
  }

  @Test
  void shouldTickAndReportByTheFramesTimeOfAFile() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(
        frame(NOW + SECOND, TCP),
        frame(NOW + SECOND + 1, TCP),
        frame(NOW + 9 * SECOND, TCP),
        frame(NOW + 10 * SECOND, TCP),
        frame(NOW + 47 * SECOND, TCP));
    pumpAll(pump(source, 10 * SECOND));

    assertThat(intake.eventsButFlushes())
        .containsExactly(
            "tick " + (NOW + SECOND),
            "segment 1",
            "segment 2",
            "tick " + (NOW + 9 * SECOND),
            "segment 3",
            "report " + (NOW + 10 * SECOND),
            "segment 4",
            "report " + (NOW + 20 * SECOND),
            "tick " + (NOW + 47 * SECOND),
            "segment 5",
            "last report " + (NOW + 47 * SECOND));
  }

  @Test
  void shouldGiveTheSameEventsHoweverAFileIsCutIntoBatches() {
    ScriptedSource whole = new ScriptedSource(false);
    whole.batch(frame(NOW, TCP), frame(NOW + 2 * SECOND, TCP), frame(NOW + 11 * SECOND, TCP));
    pumpAll(pump(whole, 10 * SECOND));
    List<String> once = List.copyOf(intake.eventsButFlushes());
    intake.events.clear();

    ScriptedSource cut = new ScriptedSource(false);
    cut.batch(frame(NOW, TCP))
        .batch()
        .batch(frame(NOW + 2 * SECOND, TCP))
        .batch(frame(NOW + 11 * SECOND, TCP));
    pumpAll(pump(cut, 10 * SECOND));

    assertThat(intake.eventsButFlushes()).isEqualTo(once);
  }

  @Test
  void shouldIgnoreThatAFilesTimeRunsBackwards() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(NOW + 9 * SECOND, TCP), frame(NOW, TCP), frame(NOW + 9 * SECOND, TCP));
    pumpAll(pump(source, 10 * SECOND));

    assertThat(intake.eventsButFlushes())
        .containsExactly(
            "tick " + (NOW + 9 * SECOND),
            "segment 1",
            "segment 2",
            "segment 3",
            "last report " + (NOW + 9 * SECOND));
  }

  @Test
  void shouldTickAtLeastEachSecondOfTheWallClockWhenLiveAndIdle() {
    SegmentPump pump = pump(new ScriptedSource(true), 0);
    for (int i = 0; i < 300; i++) {
      pump.poll(LIMIT);
      wallClockNs += SECOND / 100;
    }

    assertThat(intake.events).allMatch(event -> event.startsWith("tick"));
    assertThat(intake.events.size()).isBetween(3, 10);
  }

  @Test
  void shouldReportAtMultiplesOfTheIntervalWhenLive() {
    SegmentPump pump = pump(new ScriptedSource(true), 10 * SECOND);
    wallClockNs = NOW + 3 * SECOND;
    for (int i = 0; i < 190; i++) {
      pump.poll(LIMIT);
      wallClockNs += SECOND / 10;
    }

    assertThat(intake.events)
        .filteredOn(event -> event.startsWith("report"))
        .containsExactly("report " + (NOW + 10 * SECOND), "report " + (NOW + 20 * SECOND));
  }

  @Tag("fault")
  @ParameterizedTest
  @ValueSource(longs = {-3600, -315_360_000, 315_360_000})
  void shouldKeepReportingWhenTheWallClockWasSet(long stepSeconds) {
    SegmentPump pump = pump(new ScriptedSource(true), 10 * SECOND);
    pump.poll(LIMIT);
    long setNs = NOW + stepSeconds * SECOND;
    wallClockNs = setNs;
    pump.poll(LIMIT);
    wallClockNs += 10 * SECOND;
    pump.poll(LIMIT);

    assertThat(intake.events)
        .contains("report " + (setNs + 10 * SECOND))
        .as("no report for each interval that was skipped")
        .hasSizeLessThan(20);
  }

  @Test
  void shouldReadWhatTheKernelStillHoldsBeforeTheLastReport() {
    ScriptedSource source = new ScriptedSource(true);
    source.batch(frame(NOW - 2, TCP)).batch(frame(NOW - 1, TCP)).batch();
    SegmentPump pump = pump(source, 0);
    pump.finish();
    pump.finish();

    assertThat(intake.eventsButFlushes())
        .containsExactly("segment 1", "segment 2", "last report " + NOW);
  }

  @Test
  void shouldNotReadOnForeverWhenPacketsKeepComing() {
    ScriptedSource source = new ScriptedSource(true);
    for (int i = 0; i < 100; i++) {
      source.batch(frame(NOW - 50 + i, TCP));
    }
    pump(source, 0).finish();

    assertThat(source.polls).isEqualTo(51);
    assertThat(intake.events).endsWith("last report " + NOW);
  }

  /** The JVM may throw the error of a file that was cut after the source has returned. */
  @Test
  void shouldLetASourceEndWhoseMemoryIsGone() {
    LostMemory source = new LostMemory(true);
    SegmentPump pump = pump(source, 0);

    assertThat(pump.poll(10)).isZero();
    assertThat(pump.poll(10)).isEqualTo(FrameSource.END);
    assertThat(pump.isFinished()).isTrue();
  }

  @Test
  void shouldNotTakeAnyInternalErrorForThatOfTheSource() {
    SegmentPump pump = pump(new LostMemory(false), 0);

    assertThatThrownBy(() -> pump.poll(10)).isInstanceOf(InternalError.class);
  }

  /** A mapped file that was cut. */
  private static final class LostMemory implements FrameSource {
    private final boolean isOwn;
    private boolean ended;

    private LostMemory(boolean isOwn) {
      this.isOwn = isOwn;
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
      if (ended) {
        return END;
      }
      throw new InternalError("a fault occurred in an unsafe memory access operation");
    }

    @Override
    public boolean onLostMemory(InternalError error) {
      ended = isOwn;
      return isOwn;
    }

    @Override
    public boolean isLive() {
      return false;
    }

    @Override
    public void close() {}
  }

  private SegmentPump pump(FrameSource source, long reportIntervalNs) {
    TimedDirections local =
        TimedDirections.host(new LocalNetworks(List.of(), List.of(Cidr.parse("10.0.0.0/8"))));
    return new SegmentPump(
        source,
        intake,
        local,
        counters,
        () -> wallClockNs,
        reportIntervalNs,
        SegmentPumpTest::decode);
  }

  private static void pumpAll(SegmentPump pump) {
    int frames;
    do {
      frames = pump.poll(LIMIT);
    } while (frames != FrameSource.END);
  }

  private static Scripted frame(long timeNs, byte content) {
    return new Scripted(timeNs, content);
  }

  /** The frame's first byte says what it is. */
  private static DecodeOutcome decode(
      int linkType, DirectBuffer buffer, int offset, int captured, int original, Segment into) {
    byte content = buffer.getByte(offset);
    into.srcHi = 0;
    into.srcLo = Addresses.ipv4Lo(content == STRANGERS ? 0x0B00_0001 : 0x0A00_0001);
    into.dstHi = 0;
    into.dstLo = Addresses.ipv4Lo(0x0B00_0002);
    into.seq++; // no two frames are the same
    return content == STRANGERS ? DecodeOutcome.TCP : DecodeOutcome.values()[content];
  }
}
