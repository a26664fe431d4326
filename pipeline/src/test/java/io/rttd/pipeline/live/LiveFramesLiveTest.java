package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS_6;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.PeerFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What both live sources capture, against the kernel's own counters, on interfaces that nothing
 * else uses.
 */
@Tag("live")
final class LiveFramesLiveTest extends OnLiveWire {
  private static final int PORT = 7400;

  /** Ethernet, IPv4, and TCP with the options of a SYN. */
  private static final int LONGEST_HEADERS = 14 + 20 + 40;

  private static final int ETHERNET = 1;
  private static final int RAW = 101;
  private static final int COOKED = 276;

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureExactlyWhatTheInterfaceCounted(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = wire.counted();
      wire.exchange(PORT, 200);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.size()).isGreaterThan(400).isEqualTo(wire.counted() - before);
      assertThat(heard.frames).allMatch(frame -> frame.linkType() == ETHERNET);
      assertThat(source.kernelDrops()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureEachPacketOfLoopbackOnce(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open("lo", PeerFilter.allTcp(), method)) {
      long before = wire.loopbackCounted();
      wire.exchangeOnLoopback(PORT, 50);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.size()).isGreaterThan(100).isEqualTo(wire.loopbackCounted() - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureEachPacketOfAllInterfacesOnce(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open("any", PeerFilter.allTcp(), method)) {
      long before = wire.loopbackCounted() + wire.counted();
      wire.exchangeOnLoopback(PORT, 50);
      wire.exchange(PORT, 50);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.size())
          .isGreaterThan(200)
          .isEqualTo(wire.loopbackCounted() + wire.counted() - before);
      int expected = method == LiveMethod.AF_PACKET ? RAW : COOKED;
      assertThat(heard.frames).allMatch(frame -> frame.linkType() == expected);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldStampWithTheWallClockInNanoseconds(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
      wire.exchange(PORT, 20);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);
      long after = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + 1);

      assertThat(heard.frames).allMatch(frame -> frame.timeNs() >= before);
      assertThat(heard.frames).allMatch(frame -> frame.timeNs() <= after);
      assertThat(heard.frames).anyMatch(frame -> frame.timeNs() % 1000 != 0);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldKeepHeadersWithoutPayloadButKnowTheWholeLength(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = wire.bytesCounted();
      wire.exchange(PORT, 50);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.frames).allMatch(frame -> frame.capturedLength() <= LONGEST_HEADERS);
      assertThat(heard.frames).noneMatch(frame -> holds(frame, TcpTraffic.SECRET));
      assertThat(heard.frames.stream().mapToLong(HeardFrames.Frame::originalLength).sum())
          .isEqualTo(wire.bytesCounted() - before);
    }
  }

  @Test
  void shouldLetNoPayloadIntoTheRing() throws Exception {
    byte[] secret = TcpTraffic.SECRET.getBytes(StandardCharsets.US_ASCII);
    Set<Long> blocks = new HashSet<>();
    AtomicInteger found = new AtomicInteger();
    try (FrameSource source = wire.open(INTERFACE, PeerFilter.allTcp(), LiveMethod.AF_PACKET)) {
      wire.exchange(PORT, 50);
      for (int quiet = 0; quiet < 8; ) {
        int frames =
            source.poll(
                (time, link, index, block, offset, captured, original) -> {
                  if (blocks.add(block.addressOffset())) {
                    found.addAndGet(occurrences(secret, block));
                  }
                },
                256);
        quiet = frames == 0 ? quiet + 1 : 0;
      }
    }
    assertThat(blocks).isNotEmpty();
    assertThat(found).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureIpv6(LiveMethod method) throws Exception {
    try (NetworkNamespaces both = NetworkNamespaces.create().withIpv6();
        FrameSource source =
            both.callInside(
                both.near(), () -> LiveCapture.open(LiveWire.settings(INTERFACE, method)))) {
      TcpTraffic.exchange(both, both.near(), both.far(), FAR_ADDRESS_6, PORT, 5);

      assertThat(new HeardFrames().readUntilQuiet(source).frames)
          .hasSizeGreaterThan(10)
          .filteredOn(frame -> frame.bytes().get(20) == 6)
          .hasSizeGreaterThan(10)
          .allMatch(frame -> frame.bytes().getShort(12) == (short) 0x86DD);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureFromTheIpHeaderOnInterfacesWithoutLinkHeader(LiveMethod method)
      throws Exception {
    String tun = "tun7";
    try (NetworkNamespaces own = NetworkNamespaces.create();
        TunDevice device = own.callInside(own.near(), () -> new TunDevice(tun))) {
      own.runInside(own.near(), "ip", "address", "add", "198.18.11.1/30", "dev", device.name());
      own.runInside(own.near(), "ip", "link", "set", device.name(), "up");
      try (FrameSource source =
          own.callInside(own.near(), () -> LiveCapture.open(LiveWire.settings(tun, method)))) {
        own.callInside(own.near(), () -> connectInVain("198.18.11.2"));

        assertThat(new HeardFrames().readUntilQuiet(source).frames)
            .isNotEmpty()
            .allMatch(frame -> frame.linkType() == RAW && frame.bytes().get(0) == 0x45);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldReturnInTimeWhenNothingComes(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open(INTERFACE, PeerFilter.allTcp(), method)) {
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(source.poll(heard, 256)).isZero();
      }
      Duration each = Duration.ofNanos((System.nanoTime() - start) / 20);

      assertThat(each).isBetween(Duration.ofMillis(5), Duration.ofMillis(250));
    }
  }

  private static int occurrences(byte[] wanted, DirectBuffer memory) {
    byte[] all = new byte[memory.capacity()];
    memory.getBytes(0, all);
    String text = new String(all, StandardCharsets.ISO_8859_1);
    return text.split(Pattern.quote(new String(wanted, StandardCharsets.ISO_8859_1)), -1).length
        - 1;
  }

  private static boolean holds(HeardFrames.Frame frame, String text) {
    return new String(frame.bytes().array(), StandardCharsets.ISO_8859_1).contains(text);
  }

  private static Void connectInVain(String address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), PORT), 50);
    } catch (SocketTimeoutException e) {
      return null; // Its SYN was sent, which is all that is asked.
    }
    throw new AssertionError("there should have been no answer");
  }
}
