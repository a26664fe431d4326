package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a pump ticks, reports and ends: by a file's frames, or by the wall clock. */
final class SegmentPumpReportsTest extends SegmentPumpFixture {
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
}
