package io.rttd.pipeline.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.CaptureException;
import io.rttd.capture.filter.PeerFilter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FanoutFilterTest {
  private static final PeerFilter FIRST = filter("port 1");
  private static final PeerFilter SECOND = filter("port 2");

  private final LiveFrames a = new LiveFrames();
  private final LiveFrames b = new LiveFrames();
  private final LiveFrames c = new LiveFrames();
  private final FanoutFilter lanes = FanoutFilter.of(List.of(a, b, c), FIRST).orElseThrow();

  @Test
  void shouldReplaceTheFilterOfAllLanesOrOfNone() throws CaptureException {
    b.refuseFilter("port 2");

    assertThatThrownBy(() -> lanes.replaceFilter(SECOND)).isInstanceOf(CaptureException.class);
    assertThat(a.filters()).containsExactly(SECOND, FIRST);
    assertThat(b.filters()).isEmpty();
    assertThat(c.filters()).isEmpty();

    PeerFilter third = filter("port 3");
    lanes.replaceFilter(third);
    assertThat(List.of(a, b, c)).allMatch(lane -> lane.filters().contains(third));
  }

  @Test
  void shouldNotLeaveLanesOnDifferentFiltersWhenOneMeetsADefect() {
    c.breakOnFilter("port 2");

    assertThatThrownBy(() -> lanes.replaceFilter(SECOND)).isInstanceOf(IllegalStateException.class);
    assertThat(a.filters()).containsExactly(SECOND, FIRST);
    assertThat(b.filters()).containsExactly(SECOND, FIRST);
  }

  @Test
  void shouldCheckAFilterWithEachLaneAndChangeNone() {
    c.refuseFilter("port 2");

    assertThatThrownBy(() -> lanes.checkFilter(SECOND)).isInstanceOf(CaptureException.class);
    assertThat(List.of(a, b, c)).allMatch(lane -> lane.filters().isEmpty());
  }

  private static PeerFilter filter(String expression) {
    return new PeerFilter(List.of(), List.of(), List.of(), List.of(), Optional.of(expression));
  }
}
