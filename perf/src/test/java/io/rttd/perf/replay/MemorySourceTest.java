package io.rttd.perf.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.config.WaitStrategyKind;
import io.rttd.training.MadeCapture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemorySourceTest {
  private static final int FRAMES = 1000;
  private static final int SOURCE_ADDRESS = 26;

  /** Enough for the frames; zeroing the 1 GiB of a benchmark takes longer than all of the tests. */
  private static final int MOST_BYTES = 1 << 20;

  @TempDir Path folder;

  private Path file;
  private FramesInMemory frames;

  @BeforeEach
  void makeTraffic() throws Exception {
    file = folder.resolve("made.pcap");
    MadeCapture.bulk(file, FRAMES + 500, 3, 96, 1);
    frames = FramesInMemory.of(file, FRAMES, MOST_BYTES);
  }

  @Test
  void shouldRefuseMoreFramesThanFit() {
    int oneTooFew = frames.captured(0) - 1;
    assertThatThrownBy(() -> FramesInMemory.of(file, FRAMES, oneTooFew))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("limit them with --frames");
  }

  @Test
  void shouldBeLaterAndOfOtherHostsInEachPass() {
    MemorySource source = new MemorySource(frames, 0);
    List<Long> times = new ArrayList<>();
    List<Integer> networks = new ArrayList<>();
    source.poll(
        (timeNs, linkType, index, buffer, offset, captured, original) -> {
          times.add(timeNs);
          if (buffer.getByte(offset + SOURCE_ADDRESS) == 10) {
            networks.add((int) buffer.getByte(offset + SOURCE_ADDRESS + 1));
          }
        },
        2 * FRAMES);
    assertThat(times).hasSize(2 * FRAMES).isSorted();
    assertThat(networks).isSorted().contains(0, 1);
  }

  @Test
  void shouldShowOtherHostsToEachSource() {
    List<Integer> networks = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      new MemorySource(frames, 0)
          .poll((t, l, i, buffer, at, c, o) -> networks.add(secondByte(buffer, at)), FRAMES + 1);
    }
    networks.removeIf(network -> network < 0);
    assertThat(networks).isSorted().contains(0, 1, 2, 3, 4, 5);
  }

  private static int secondByte(DirectBuffer buffer, int frame) {
    boolean isPrivate = buffer.getByte(frame + SOURCE_ADDRESS) == 10;
    return isPrivate ? buffer.getByte(frame + SOURCE_ADDRESS + 1) : -1;
  }

  @Test
  void shouldHandFramesOverWhenTheyAreDue() {
    MemorySource source = new MemorySource(frames, 1_000_000);
    List<Long> handedOverNs = new ArrayList<>();
    while (handedOverNs.size() < FRAMES) {
      source.poll((t, l, i, b, o, c, n) -> handedOverNs.add(System.nanoTime()), FRAMES);
    }
    assertThat(source.dueNs(FRAMES) - source.dueNs(1)).isEqualTo((FRAMES - 1) * 1000L);
    for (int i = 0; i < FRAMES; i++) {
      assertThat(handedOverNs.get(i)).isGreaterThanOrEqualTo(source.dueNs(i + 1));
    }
  }

  @Test
  void shouldMeasureTheWayFromFrameToSample() {
    ReplayRun.Result result =
        new ReplayRun(frames, 0, WaitStrategyKind.BLOCKING, 100_000).run(0, 1);
    assertThat(result.packets()).isPositive();
    assertThat(result.latencies().getTotalCount()).isPositive().isLessThan(result.packets());
    assertThat(result.use().shardsCpuNs()).isZero();
  }
}
