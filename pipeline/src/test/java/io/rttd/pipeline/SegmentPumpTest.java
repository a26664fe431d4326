package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pump publishes and counts of its source's frames, and a source whose memory is lost. */
final class SegmentPumpTest extends SegmentPumpFixture {
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
  void shouldHandOverFramesWithoutTime() {
    ScriptedSource source = new ScriptedSource(false);
    source.batch(frame(Segment.NO_TIME, TCP), frame(NOW, TCP));
    pumpAll(pump(source, 0));

    assertThat(intake.segments).extracting(segment -> segment.frame).containsExactly(1L, 2L);
  }
}
