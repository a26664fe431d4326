package io.rttd.perf.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.training.MadeCapture;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatCommandTest {
  private static final int SOURCE_ADDRESS = 26;
  private static final int PORTS = 34;

  @TempDir Path folder;

  private record Frame(long timeNs, int network, int host, int ports, int originalLength) {}

  @Test
  void shouldRepeatEachFrameLaterAndBetweenOtherHosts() throws Exception {
    Path recorded = folder.resolve("recorded.pcap");
    MadeCapture.bulk(recorded, 300, 3, 96, 1);
    List<Frame> once = frames(recorded);
    Path repeated = folder.resolve("repeated.pcap");

    assertThat(RepeatCommand.repeat(recorded, repeated, 3)).isEqualTo(3L * once.size());

    List<Frame> all = frames(repeated);
    assertThat(all).extracting(Frame::timeNs).isSorted();
    assertThat(all.subList(0, once.size())).isEqualTo(once);
    long shiftNs = all.get(2 * once.size()).timeNs() - once.get(0).timeNs();
    assertThat(all.subList(2 * once.size(), all.size()))
        .isEqualTo(
            once.stream()
                .map(
                    frame ->
                        new Frame(
                            frame.timeNs() + shiftNs,
                            frame.network() + 2,
                            frame.host(),
                            frame.ports(),
                            frame.originalLength()))
                .toList());
  }

  private static List<Frame> frames(Path file) throws Exception {
    List<Frame> frames = new ArrayList<>();
    try (FrameSource source = CaptureFiles.open(file)) {
      while (source.poll(
              (timeNs, link, index, buffer, at, captured, original) ->
                  frames.add(frame(timeNs, buffer, at, original)),
              64)
          != FrameSource.END) {
        // Each frame is added as it arrives.
      }
    }
    return frames;
  }

  private static Frame frame(long timeNs, DirectBuffer buffer, int at, int originalLength) {
    return new Frame(
        timeNs,
        buffer.getByte(at + SOURCE_ADDRESS + 1),
        buffer.getByte(at + SOURCE_ADDRESS + 3),
        buffer.getInt(at + PORTS, ByteOrder.BIG_ENDIAN),
        originalLength);
  }
}
