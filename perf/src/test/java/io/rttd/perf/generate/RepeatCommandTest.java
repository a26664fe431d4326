package io.rttd.perf.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.training.MadeCapture;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RepeatCommandTest {
  private static final int SOURCE_ADDRESS = 26;
  private static final int PORTS = 34;
  private static final int LINK_TYPE = 20;

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

  @Test
  void shouldNotOverwriteTheRecordedCapture() throws Exception {
    Path recorded = folder.resolve("recorded.pcap");
    MadeCapture.bulk(recorded, 300, 3, 96, 1);
    byte[] before = Files.readAllBytes(recorded);

    assertThat(run(recorded, recorded)).isEqualTo(2);

    assertThat(recorded).hasBinaryContent(before);
  }

  @Test
  void shouldRejectFramesThatAreNotEthernet() throws Exception {
    Path recorded = folder.resolve("recorded.pcap");
    MadeCapture.bulk(recorded, 300, 3, 96, 1);
    byte[] raw = Files.readAllBytes(recorded);
    raw[LINK_TYPE] = 101;
    Files.write(recorded, raw);

    assertThat(run(recorded, folder.resolve("repeated.pcap"))).isEqualTo(1);
  }

  private static int run(Path source, Path file) {
    return new CommandLine(new RepeatCommand()).execute(source.toString(), file.toString());
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
