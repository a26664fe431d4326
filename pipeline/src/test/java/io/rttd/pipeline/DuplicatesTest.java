package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.decode.Frame;
import io.rttd.capture.decode.FrameBuilder;
import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each packet is measured once, however often it passes the capture point. */
final class DuplicatesTest {
  private static final long US = 1_000;
  private static final long MS = 1_000 * US;
  private static final long START = 1_700_000_000_000_000_000L;
  private static final String CLIENT = "198.18.0.1";
  private static final String SERVER = "198.18.0.2";
  private static final int HOPS = 64;

  private final CaptureCounters counters = new CaptureCounters();

  /** A frame and where it was captured. */
  private record Seen(long timeNs, int interfaceIndex, Frame frame) {}

  @Test
  void shouldCountCopiesAndPublishNone() {
    List<Seen> trace =
        List.of(
            new Seen(START, 3, data(1, 7, HOPS)),
            new Seen(START + US, 4, data(1, 7, HOPS)),
            new Seen(START + 2 * US, 4, data(1, 7, HOPS - 1)),
            new Seen(START + MS, 3, data(1, 8, HOPS)),
            new Seen(START + 5 * MS, 3, data(101, 9, HOPS)));

    List<Segment> published = published(trace, TimedDirections.bothEnds());

    assertThat(published).extracting(segment -> segment.frame).containsExactly(1L, 4L, 5L);
    assertThat(counters.get(CaptureCounter.PACKETS)).isEqualTo(5);
    assertThat(counters.get(CaptureCounter.SEGMENTS)).isEqualTo(3);
    assertThat(counters.get(CaptureCounter.DUPLICATES)).isEqualTo(2);
  }

  @Test
  void shouldNotCountDuplicatesOfWhatIsNotLocal() {
    List<Seen> trace =
        List.of(new Seen(START, 3, data(1, 7, HOPS)), new Seen(START + US, 4, data(1, 7, HOPS)));

    TimedDirections elsewhere = TimedDirections.host(new LocalNetworks(List.of(), List.of()));

    assertThat(published(trace, elsewhere)).isEmpty();
    assertThat(counters.get(CaptureCounter.NOT_LOCAL)).isEqualTo(2);
    assertThat(counters.get(CaptureCounter.DUPLICATES)).isZero();
  }

  @Test
  void shouldTellTheInterfacesOfACookedCaptureApart() {
    Frame onPort = cookedV2(2);
    Frame onBridge = cookedV2(3);
    List<Seen> trace = List.of(new Seen(START, 0, onPort), new Seen(START + US, 0, onBridge));

    assertThat(published(trace, TimedDirections.bothEnds())).hasSize(1);
  }

  @Test
  void shouldNotTakeAFrameWithoutATimeForACopy() {
    List<Seen> trace =
        List.of(
            new Seen(START, 3, data(1, 7, HOPS)),
            new Seen(Segment.NO_TIME, 4, data(1, 7, HOPS)),
            new Seen(Segment.NO_TIME, 5, data(1, 7, HOPS)));

    published(trace, TimedDirections.bothEnds());

    assertThat(counters.get(CaptureCounter.DUPLICATES)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldMeasureATraceTheSameWhenEachFrameIsCapturedTwice(long seed) {
    Random random = new Random(seed);
    List<Seen> once = trace(random);
    List<Seen> twice = doubled(once, random);

    List<String> samples = samples(once);

    assertThat(samples(twice)).isEqualTo(samples);
    assertThat(samples).hasSizeGreaterThan(100);
    assertThat(counters.get(CaptureCounter.DUPLICATES)).isEqualTo(once.size());
  }

  @Test
  void shouldCountNoRetransmissionWhenEachFrameIsCapturedTwice() {
    Random random = new Random(99);
    List<Seen> once = new ArrayList<>();
    for (Connection connection : connections(random)) {
      connection.lossShare = 0;
      connection.run(once, random);
    }
    once.sort(Comparator.comparingLong(Seen::timeNs));

    assertThat(samples(doubled(once, random))).noneMatch(line -> line.contains("RETRANSMITTED"));
  }

  /** Connections that lose packets, and send them again soon. */
  private static List<Seen> trace(Random random) {
    List<Seen> frames = new ArrayList<>();
    for (Connection connection : connections(random)) {
      connection.run(frames, random);
    }
    frames.sort(Comparator.comparingLong(Seen::timeNs));
    return frames;
  }

  private static List<Connection> connections(Random random) {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Connection connection = new Connection();
      connection.ipv6 = i % 3 == 0;
      connection.port = 40_000 + i;
      connection.rttNs = 100 * US + random.nextInt(400) * US;
      connection.timeNs = START + random.nextInt(20) * MS;
      connections.add(connection);
    }
    return connections;
  }

  /** How a frame comes again is its own matter; IPv6 needs an interface or a router to tell. */
  private static List<Seen> doubled(List<Seen> once, Random random) {
    List<Seen> all = new ArrayList<>(once);
    for (Seen first : once) {
      boolean ipv6 = (first.frame().bytes()[0] & 0xFF) >>> 4 == 6;
      int how = random.nextInt(ipv6 ? 2 : 3);
      byte[] bytes = first.frame().bytes().clone();
      if (how == 0) {
        bytes[ipv6 ? 7 : 8]--;
      }
      all.add(
          new Seen(
              first.timeNs() + 1 + random.nextInt((int) (2 * MS)),
              how == 1 ? first.interfaceIndex() + 1 : first.interfaceIndex(),
              new Frame(first.frame().linkType(), bytes, bytes.length)));
    }
    Collections.sort(all, Comparator.comparingLong(Seen::timeNs));
    return all;
  }

  /** One transfer: requests of some segments, each answered by an ACK per segment. */
  private static final class Connection {
    private static final int SEGMENT = 500;
    private boolean ipv6;
    private int port;
    private long rttNs;
    private long timeNs;
    private double lossShare = 0.1;
    private int identification = 1;

    private void run(List<Seen> into, Random random) {
      int seq = 1;
      for (int round = 0; round < 40; round++) {
        int segments = 1 + random.nextInt(4);
        boolean lost = random.nextDouble() < lossShare;
        for (int i = 0; i < segments; i++) {
          into.add(new Seen(timeNs + 2 * US * i, 2, fromClient(seq + i * SEGMENT)));
        }
        for (int i = lost ? 1 : 0; i < segments; i++) {
          int ack = lost ? seq : seq + (i + 1) * SEGMENT;
          into.add(new Seen(timeNs + rttNs + 150 * US * i, 2, fromServer(ack)));
        }
        if (lost) {
          timeNs += rttNs + 600 * US;
          into.add(new Seen(timeNs, 2, fromClient(seq)));
          into.add(new Seen(timeNs + rttNs, 2, fromServer(seq + segments * SEGMENT)));
        }
        seq += segments * SEGMENT;
        timeNs += rttNs + 700 * US + random.nextInt(1000) * US;
      }
    }

    private Frame fromClient(int seq) {
      return ip(true).tcp(port, 443).seq(seq).ack(9).payload(SEGMENT).frame();
    }

    private Frame fromServer(int ack) {
      return ip(false).tcp(443, port).seq(9).ack(ack).frame();
    }

    private FrameBuilder ip(boolean fromClient) {
      if (ipv6) {
        String client = "fd00:198:18::1";
        String server = "fd00:198:18::2";
        return FrameBuilder.raw()
            .ipv6(fromClient ? client : server, fromClient ? server : client)
            .set8(7, HOPS);
      }
      return FrameBuilder.raw()
          .ipv4(fromClient ? CLIENT : SERVER, fromClient ? SERVER : CLIENT)
          .set16(4, identification++);
    }
  }

  private static Frame data(int seq, int identification, int hops) {
    return FrameBuilder.ethernet()
        .ipv4(CLIENT, SERVER)
        .set16(4, identification)
        .set8(8, hops)
        .tcp(40_000, 443)
        .seq(seq)
        .payload(100)
        .frame();
  }

  private static Frame cookedV2(int interfaceIndex) {
    return FrameBuilder.cookedV2()
        .set16(6, interfaceIndex)
        .ipv6("fd00:198:18::1", "fd00:198:18::2")
        .tcp(40_000, 443)
        .payload(100)
        .frame();
  }

  private List<Segment> published(List<Seen> trace, TimedDirections timed) {
    RecordingPublisher intake = new RecordingPublisher();
    pump(trace, new SegmentPump(new TraceSource(trace), intake, timed, counters, () -> 0, 0));
    return intake.segments;
  }

  /** What the engine says of each ACK, but for the numbers of frames. */
  private List<String> samples(List<Seen> trace) {
    List<String> lines = new ArrayList<>();
    try (RttEngine engine =
        new RttEngine(
            "test",
            EngineConfig.defaults(1).withShards(0),
            verdict ->
                lines.add(
                    "%s of %d at %d: %d ns"
                        .formatted(
                            verdict.verdict(),
                            verdict.acknowledgement().ack,
                            verdict.acknowledgement().timeNs,
                            verdict.rttNs())),
            snapshot -> {})) {
      engine.start();
      pump(
          trace,
          new SegmentPump(
              new TraceSource(trace),
              engine.intake(),
              TimedDirections.bothEnds(),
              counters,
              () -> 0,
              0));
    }
    return lines;
  }

  private static void pump(List<Seen> trace, SegmentPump pump) {
    while (pump.poll(trace.size()) != FrameSource.END) {}
  }

  /** Hands over a trace. */
  private static final class TraceSource implements FrameSource {
    private final List<Seen> trace;
    private int next;

    TraceSource(List<Seen> trace) {
      this.trace = trace;
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
      if (next == trace.size()) {
        return END;
      }
      Seen seen = trace.get(next++);
      byte[] bytes = seen.frame().bytes();
      handler.onFrame(
          seen.timeNs(),
          seen.frame().linkType(),
          seen.interfaceIndex(),
          new UnsafeBuffer(bytes),
          0,
          bytes.length,
          seen.frame().originalLength());
      return 1;
    }

    @Override
    public boolean isLive() {
      return false;
    }

    @Override
    public void close() {}
  }
}
