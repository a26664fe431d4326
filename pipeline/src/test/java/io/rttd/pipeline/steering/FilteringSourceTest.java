package io.rttd.pipeline.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.Packets;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Filters on frames that no kernel has seen. */
final class FilteringSourceTest {
  private static final int ETHERNET = 1;
  private static final int RAW = 101;
  private static final int IPV4 = 228;
  private static final int LINUX_SLL = 113;
  private static final int PPP = 9;
  private static final String SLL = "0000 0001 0006 0200 0000 0002 0000 ";
  private static final String TCP = Packets.ipv4(Packets.TCP);

  private final List<Integer> heard = new ArrayList<>();
  private final Frames frames = new Frames();

  @Test
  void shouldLetThroughThePeersFramesOfEachLinkType() throws Exception {
    frames.add(ETHERNET, Packets.ETHERNET + Packets.IPV4 + TCP);
    frames.add(ETHERNET, Packets.ETHERNET + "8100 0005 " + Packets.IPV4 + TCP);
    frames.add(RAW, TCP);
    frames.add(IPV4, TCP);
    frames.add(LINUX_SLL, SLL + Packets.IPV4 + TCP);
    frames.add(PPP, "ff03 0021 " + TCP);

    read(peer("198.18.0.1"));
    assertThat(heard).containsExactly(ETHERNET, ETHERNET, RAW, IPV4, LINUX_SLL, PPP);
    heard.clear();
    read(peer("198.18.0.3"));
    assertThat(heard).isEmpty();
  }

  @Test
  void shouldApplyAnExpressionOfTheUsers() throws Exception {
    frames.add(ETHERNET, Packets.ETHERNET + Packets.IPV4 + TCP);
    frames.add(RAW, TCP);

    read(PeerFilter.of(List.of(), List.of(), Optional.of("dst port 54321")));
    assertThat(heard).containsExactly(ETHERNET, RAW);
    heard.clear();
    read(PeerFilter.of(List.of(), List.of(), Optional.of("src port 54321")));
    assertThat(heard).isEmpty();
  }

  @Test
  void shouldRefuseAWrongExpressionAndCloseTheSource() {
    assertThatThrownBy(() -> read(PeerFilter.of(List.of(), List.of(), Optional.of("prot 6"))))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("prot 6");
    assertThat(frames.closed).isTrue();
  }

  @Test
  void shouldSayWhichFramesItCannotJudge() throws Exception {
    frames.add(250, TCP);

    FilteringSource source = read(peer("198.18.0.1"));

    assertThat(heard).isEmpty();
    assertThat(source.fault())
        .hasValueSatisfying(fault -> assertThat(fault.message()).contains("link type 250"));
  }

  private FilteringSource read(PeerFilter filter) throws CaptureException {
    frames.next = 0;
    FilteringSource source = FilteringSource.of(frames, filter);
    FrameHandler handler =
        (timeNs, linkType, index, buffer, offset, captured, original) -> heard.add(linkType);
    int before = heard.size();
    int passed = 0;
    for (int n = source.poll(handler, 1); n != FrameSource.END; n = source.poll(handler, 1)) {
      passed += n;
    }
    assertThat(passed).isEqualTo(heard.size() - before);
    return source;
  }

  private static PeerFilter peer(String address) {
    return PeerFilter.of(List.of(Cidr.parse(address)), List.of(), Optional.empty());
  }

  /** Frames of many link types, at an offset within their buffers. */
  private static final class Frames implements FrameSource {
    private static final int OFFSET = 3;

    private final List<Integer> linkTypes = new ArrayList<>();
    private final List<UnsafeBuffer> buffers = new ArrayList<>();
    private int next;
    private boolean closed;

    private void add(int linkType, String hex) {
      byte[] bytes = Packets.bytes("ff ff ff" + hex);
      linkTypes.add(linkType);
      buffers.add(new UnsafeBuffer(bytes));
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
      if (next == buffers.size()) {
        return END;
      }
      UnsafeBuffer frame = buffers.get(next);
      int length = frame.capacity() - OFFSET;
      handler.onFrame(1, linkTypes.get(next++), 0, frame, OFFSET, length, length);
      return 1;
    }

    @Override
    public boolean isLive() {
      return false;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
