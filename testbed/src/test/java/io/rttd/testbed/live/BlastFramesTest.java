package io.rttd.testbed.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.FrameDecoder;
import io.rttd.capture.decode.LinkType;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BlastFramesTest {
  private static final int FLOWS = 500;
  private static final int PAYLOAD = 64;

  private final UnsafeBuffer memory =
      new UnsafeBuffer(ByteBuffer.allocateDirect(BlastFrames.memoryBytes(FLOWS)));
  private final BlastFrames frames = new BlastFrames(FLOWS, PAYLOAD, memory);
  private final FrameDecoder decoder = new FrameDecoder();

  @Test
  void shouldLetEachFlowSendTwoSegmentsAndGetOneAckForBoth() {
    List<Segment> seen = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      seen.add(decoded(499));
      frames.nextStep();
    }
    assertThat(seen).extracting(s -> s.payloadLength).containsExactly(64, 64, 0, 64, 64, 0);
    assertThat(seen).extracting(s -> s.seq).containsExactly(1, 65, 1, 129, 193, 1);
    assertThat(seen).extracting(s -> s.ack).containsExactly(1, 1, 129, 1, 1, 257);
    assertThat(seen.get(2).srcPort).isEqualTo(seen.get(0).dstPort);
    assertThat(seen.get(2).srcLo).isEqualTo(seen.get(0).dstLo);
    assertThat(seen).allMatch(s -> s.hasTimestamps && s.tsVal == 77);
  }

  @Test
  void shouldGiveEachFlowItsOwnAddressOrPort() {
    assertThat(IntStream.range(0, FLOWS).mapToObj(this::decoded))
        .extracting(s -> s.srcLo + ":" + s.srcPort)
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldGiveEachPeerAFlowAndTheLastHundredTheRest() {
    BlastFrames many = new BlastFrames(FLOWS, PAYLOAD, 200, memory);

    List<String> servers =
        IntStream.range(0, FLOWS)
            .mapToObj(flow -> decodedOf(many, flow))
            .map(s -> Addresses.toText(s.dstHi, s.dstLo))
            .toList();
    assertThat(servers.subList(0, 200)).doesNotHaveDuplicates().startsWith("10.0.0.1");
    assertThat(servers.subList(200, FLOWS))
        .isSubsetOf(BlastFrames.busyPeers(200))
        .contains("10.0.0.200", "10.0.0.101");
  }

  @Test
  void shouldHaveCorrectChecksums() {
    for (int step = 0; step < 3; step++) {
      byte[] frame = frame(frames, 7);
      assertThat(onesSum(frame, 14, 34, 0)).isEqualTo(0xFFFF);
      int length = frame.length - 34;
      long pseudoHeader = onesSumParts(frame, 26, 34) + 6 + length;
      assertThat(onesSum(frame, 34, frame.length, pseudoHeader)).isEqualTo(0xFFFF);
      frames.nextStep();
    }
  }

  private Segment decoded(int flow) {
    return decodedOf(frames, flow);
  }

  private Segment decodedOf(BlastFrames frames, int flow) {
    byte[] frame = frame(frames, flow);
    Segment segment = new Segment();
    UnsafeBuffer buffer = new UnsafeBuffer(frame);
    DecodeOutcome outcome =
        decoder.decode(LinkType.ETHERNET, buffer, 0, frame.length, frame.length, segment);
    assertThat(outcome).isEqualTo(DecodeOutcome.TCP);
    return segment;
  }

  /** The header that was prepared, and zeros for payload. */
  private byte[] frame(BlastFrames frames, int flow) {
    int at = (int) (frames.prepare(flow, 77) - memory.addressOffset());
    byte[] frame = new byte[BlastFrames.HEADER_BYTES + (frames.bearsPayload() ? PAYLOAD : 0)];
    memory.getBytes(at, frame, 0, BlastFrames.HEADER_BYTES);
    return frame;
  }

  private static int onesSum(byte[] frame, int from, int to, long start) {
    long sum = start + onesSumParts(frame, from, to);
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return (int) sum;
  }

  private static long onesSumParts(byte[] frame, int from, int to) {
    ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.BIG_ENDIAN);
    long sum = 0;
    for (int i = from; i < to; i += 2) {
      sum += bytes.getShort(i) & 0xFFFF;
    }
    return sum;
  }
}
