package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.decode.LinkType;
import io.rttd.capture.file.CaptureFiles;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingSourceTest {
  private static final int FRAME_BYTES = 100;
  private static final int SNAPLEN = 64;

  /** Room for a header and two records. */
  private static final int MAX_BYTES = 24 + 2 * (16 + SNAPLEN) + 79;

  @TempDir Path folder;

  /** A frame of each of these link types. */
  private static class Frames implements FrameSource {
    private final List<Integer> linkTypes;

    Frames(List<Integer> linkTypes) {
      this.linkTypes = linkTypes;
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
      for (int i = 0; i < linkTypes.size(); i++) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[FRAME_BYTES]);
        handler.onFrame(i, linkTypes.get(i), 0, frame, 0, FRAME_BYTES, 1500);
      }
      return linkTypes.size();
    }

    @Override
    public boolean isLive() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** What a source must answer, without a default. */
  private static final Map<String, Object> ANSWERS = Map.of("poll", 0, "isLive", true);

  private static final int ETHERNET = LinkType.ETHERNET;
  private static final int RAW = LinkType.RAW;

  @Test
  void shouldWriteWhatItHandsOver() throws CaptureException {
    Path file = folder.resolve("all.pcap");
    RecordedCapture recorded = record(file, 1_000_000, ETHERNET, ETHERNET);
    assertThat(recorded.packets()).isEqualTo(2);
    assertThat(recorded.bytes())
        .isEqualTo(24 + 2 * (16 + SNAPLEN))
        .isEqualTo(file.toFile().length());
    assertThat(recorded.lost()).isZero();
    assertThat(recorded.fault()).isEmpty();
    List<String> read = new ArrayList<>();
    try (FrameSource source = CaptureFiles.open(file)) {
      source.poll(
          (timeNs, linkType, index, buffer, offset, captured, original) ->
              read.add(timeNs + " " + linkType + " " + captured + " of " + original),
          10);
    }
    assertThat(read).containsExactly("0 1 64 of 1500", "1 1 64 of 1500");
  }

  @Test
  void shouldEndWithTheFirstFrameThatDoesNotFitAndCountTheRest() {
    Path file = folder.resolve("full.pcap");
    RecordedCapture recorded = record(file, MAX_BYTES, ETHERNET, ETHERNET, ETHERNET, ETHERNET);
    assertThat(recorded.packets()).isEqualTo(2);
    assertThat(recorded.lost()).isEqualTo(2);
    assertThat(file.toFile().length()).isLessThanOrEqualTo(MAX_BYTES);
    assertThat(recorded)
        .asString()
        .contains("full.pcap (2 packets, 0.0 MB), without the 2 packets that came after");
  }

  @Test
  void shouldEndWithAnotherLinkType() {
    RecordedCapture recorded =
        record(folder.resolve("two.pcap"), 1_000_000, ETHERNET, RAW, ETHERNET);
    assertThat(recorded.packets()).isEqualTo(1);
    assertThat(recorded.lost()).isEqualTo(2);
  }

  @Test
  void shouldHandOverFramesThatItCannotWrite() throws IOException {
    Path inTheWay = folder.resolve("folder.pcap");
    Files.createDirectory(inTheWay);
    RecordedCapture recorded = record(inTheWay, 1_000_000, ETHERNET, ETHERNET);
    assertThat(recorded.packets()).isZero();
    assertThat(recorded.lost()).isEqualTo(2);
    assertThat(recorded.fault()).isPresent();
    assertThat(recorded).asString().startsWith("no packet").contains("incomplete: ");
  }

  @Test
  void shouldWriteNoFileWithoutAFrame() {
    Path file = folder.resolve("none.pcap");
    assertThat(record(file, 1_000_000)).hasToString("no packet");
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldPassOnWhatTheKernelCounts() {
    FrameSource counting =
        new Frames(List.of()) {
          @Override
          public long kernelDrops() {
            return 1;
          }

          @Override
          public long kernelFreezes() {
            return 2;
          }

          @Override
          public long interruptions() {
            return 3;
          }
        };
    try (RecordingSource source = recording(counting)) {
      assertThat(source.kernelDrops()).isEqualTo(1);
      assertThat(source.kernelFreezes()).isEqualTo(2);
      assertThat(source.interruptions()).isEqualTo(3);
    }
  }

  /** A default of {@link FrameSource} in place of the source's own answer would be wrong. */
  @Test
  void shouldAskItsSourceEverything() throws ReflectiveOperationException {
    Set<String> asked = new TreeSet<>();
    FrameSource inner =
        (FrameSource)
            Proxy.newProxyInstance(
                FrameSource.class.getClassLoader(),
                new Class<?>[] {FrameSource.class},
                (proxy, method, arguments) -> {
                  asked.add(method.getName());
                  return method.isDefault()
                      ? InvocationHandler.invokeDefault(proxy, method, arguments)
                      : ANSWERS.get(method.getName());
                });
    Set<String> questions = new TreeSet<>();
    try (RecordingSource source = recording(inner)) {
      for (Method question : FrameSource.class.getMethods()) {
        Object[] arguments =
            Stream.of(question.getParameterTypes())
                .map(type -> type == int.class ? 1 : null)
                .toArray();
        question.invoke(source, arguments);
        questions.add(question.getName());
      }
    }
    assertThat(asked).isEqualTo(questions);
  }

  private RecordingSource recording(FrameSource source) {
    return new RecordingSource(source, folder.resolve("unused.pcap"), SNAPLEN, 1_000_000);
  }

  /** Records these frames, and checks that all of them are handed over. */
  private static RecordedCapture record(Path file, long maxBytes, Integer... linkTypes) {
    RecordingSource source =
        new RecordingSource(new Frames(List.of(linkTypes)), file, SNAPLEN, maxBytes);
    List<Integer> handedOver = new ArrayList<>();
    source.poll(
        (timeNs, linkType, index, buffer, offset, captured, original) -> handedOver.add(linkType),
        10);
    source.close();
    assertThat(handedOver).containsExactly(linkTypes);
    return source.recorded();
  }
}
