package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CaptureCounterTest {
  @Test
  void shouldNameNoTwoCountersAlike() {
    assertThat(Stream.of(CaptureCounter.values()).map(CaptureCounter::id)).doesNotHaveDuplicates();
    assertThat(Stream.of(CaptureCounter.values()).map(CaptureCounter::label))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldSayWhatToDoWhenACaptureDoesNotKeepUp() {
    assertThat(CaptureCounter.ofKind(CaptureCounter.Kind.HEALTH))
        .isNotEmpty()
        .allMatch(counter -> counter.advice().isPresent());
  }

  @Test
  void shouldCountCounterByCounter() {
    CaptureCounts before = CaptureCounts.of(counter -> counter.ordinal());
    CaptureCounts later = before.with(CaptureCounter.NOT_LOCAL, 100);

    assertThat(later.minus(before).get(CaptureCounter.NOT_LOCAL))
        .isEqualTo(100 - CaptureCounter.NOT_LOCAL.ordinal());
    assertThat(later.minus(before).plus(before)).isEqualTo(later).hasSameHashCodeAs(later);
    assertThat(later.minus(later)).isEqualTo(CaptureCounts.NONE);
    assertThat(CaptureCounts.NONE.with(CaptureCounter.NOT_TCP, 3)).hasToString("{not_tcp=3}");
  }
}
