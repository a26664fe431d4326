package io.rttd.capture.afpacket;

import static io.rttd.capture.afpacket.TPacket.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A ring that a test fills in the kernel's place. */
final class PacketRingTest {
  private static final int BLOCK_SIZE = 4096;
  private static final int FIRST = 48;
  private static final int FRAME_ROOM = 128;

  private final ByteBuffer memory = BufferUtil.allocateDirectAligned(2 * BLOCK_SIZE, 4096);
  private final UnsafeBuffer fields = new UnsafeBuffer(memory);
  private final List<Long> times = new ArrayList<>();

  @Test
  void shouldNotTimeFramesOfAnotherClock() {
    PacketRing ring = ring(new FrameTime("eth0", () -> 7_000_000_005L));
    fill(STATUS_TIME_OF_HARDWARE, 0, STATUS_TIME_OF_HARDWARE);

    assertThat(drain(ring)).containsExactly(7_000_000_000L, Segment.NO_TIME, 7_000_000_002L);
  }

  @Test
  void shouldTakeEveryTimeWhereThereIsOneClock() {
    PacketRing ring = ring(null);
    fill(1 << 29, 0, 0);

    assertThat(drain(ring)).containsExactly(7_000_000_000L, 7_000_000_001L, 7_000_000_002L);
  }

  @Test
  void shouldGiveABlockBackOnceItIsRead() {
    PacketRing ring = ring(null);
    fill(0);

    assertThat(drain(ring)).hasSize(1);
    assertThat(fields.getInt(BLOCK_STATUS_OFFSET)).isEqualTo(STATUS_KERNEL);
    assertThat(drain(ring)).hasSize(1);
  }

  @Test
  void shouldTellTheInterfaceThatEachFrameWasCapturedAt() {
    PacketRing ring = ring(null);
    fill(0, 0);
    fields.putInt(FIRST + FRAME_SOCKADDR_OFFSET + SOCKADDR_IFINDEX_OFFSET, 4);
    fields.putInt(FIRST + FRAME_ROOM + FRAME_SOCKADDR_OFFSET + SOCKADDR_IFINDEX_OFFSET, 70_000);
    List<Integer> interfaces = new ArrayList<>();

    ring.drain((time, link, index, buffer, at, captured, original) -> interfaces.add(index), 100);

    assertThat(interfaces).containsExactly(4, 70_000);
  }

  private PacketRing ring(FrameTime time) {
    return new PacketRing(fields.addressOffset(), BLOCK_SIZE, 2, false, false, time);
  }

  private List<Long> drain(PacketRing ring) {
    ring.drain((timeNs, link, index, buffer, offset, captured, original) -> times.add(timeNs), 100);
    return times;
  }

  /** A block of frames with these states, a nanosecond apart. */
  private void fill(int... states) {
    for (int i = 0; i < states.length; i++) {
      int at = FIRST + i * FRAME_ROOM;
      fields.putInt(at + FRAME_NEXT_OFFSET, FRAME_ROOM);
      fields.putInt(at + FRAME_SEC_OFFSET, 7);
      fields.putInt(at + FRAME_NSEC_OFFSET, i);
      fields.putInt(at + FRAME_STATUS_OFFSET, states[i]);
    }
    fields.putInt(BLOCK_PACKETS_OFFSET, states.length);
    fields.putInt(BLOCK_FIRST_OFFSET, FIRST);
    fields.putInt(BLOCK_STATUS_OFFSET, STATUS_USER);
  }
}
