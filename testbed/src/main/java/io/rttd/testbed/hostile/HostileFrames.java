package io.rttd.testbed.hostile;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.model.TcpFlags;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Prepared frames of a pattern. Every tenth belongs to one of {@value #ESTABLISHED_FLOWS} measured
 * connections, alternately a data segment and its ACK.
 */
final class HostileFrames implements FrameSource {
  static final int ESTABLISHED_FLOWS = 100;

  /** Server port of the established connections only. */
  static final int ESTABLISHED_PORT = 443;

  static final int EVERY = 10;
  private static final int FIRST_PORT = 10_000;
  private static final int CLIENT = 0x0A000001;
  private static final int SERVER = 0x0A000002;
  private static final int PAYLOAD_BYTES = 500;
  private static final int LINKTYPE_ETHERNET = 1;
  private static final long START_NS = 1_700_000_000_000_000_000L;

  /** 10,000 packets per second: the flow table tracks idle time to the second. */
  private static final long NS_PER_FRAME = 100_000;

  private final UnsafeBuffer buffer;
  private final int[] offsets;
  private final int[] wireBytes;
  private final long[] times;
  private int count;
  private int next;
  private int exchanges;

  /**
   * Prepares the frames.
   *
   * @param most maximum number; fewer if the memory fills up
   * @param bytes memory for them
   */
  HostileFrames(Pattern pattern, int most, int bytes) {
    buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    offsets = new int[most + 1];
    wireBytes = new int[most];
    times = new long[most];
    HostileFrame frame = new HostileFrame();
    int hostile = 0;
    int established = 0;
    while (count < most && offsets[count] <= bytes - HostileFrame.MAX_BYTES) {
      if (count % EVERY == 0) {
        establishedFrame(established++, frame);
      } else {
        pattern.next(hostile++, frame);
      }
      times[count] = START_NS + count * NS_PER_FRAME + frame.timeShiftNs;
      wireBytes[count] = frame.wireBytes();
      int length = frame.write(buffer, offsets[count]);
      offsets[++count] = offsets[count - 1] + length;
    }
  }

  /**
   * First each connection's handshake, then data of each connection in turn, acknowledged
   * immediately.
   */
  static void establishedFrame(int i, HostileFrame frame) {
    int turn = i / 2;
    int port = FIRST_PORT + turn % ESTABLISHED_FLOWS;
    int round = turn / ESTABLISHED_FLOWS;
    boolean fromClient = i % 2 == 0;
    if (round == 0) {
      if (fromClient) {
        frame.ipv4(CLIENT, port, SERVER, ESTABLISHED_PORT).numbers(0, 0, 0).flags(TcpFlags.SYN);
      } else {
        frame
            .ipv4(SERVER, ESTABLISHED_PORT, CLIENT, port)
            .numbers(0, 1, 0)
            .flags(TcpFlags.SYN | TcpFlags.ACK);
      }
      return;
    }
    int seq = 1 + (round - 1) * PAYLOAD_BYTES;
    if (fromClient) {
      frame.ipv4(CLIENT, port, SERVER, ESTABLISHED_PORT).numbers(seq, 1, PAYLOAD_BYTES);
    } else {
      frame.ipv4(SERVER, ESTABLISHED_PORT, CLIENT, port).numbers(1, seq + PAYLOAD_BYTES, 0);
    }
  }

  /** Number of frames. */
  int count() {
    return count;
  }

  /** Frames handed over so far. */
  int handedOver() {
    return next;
  }

  /** Samples of established connections in the frames handed over. */
  int exchanges() {
    return exchanges;
  }

  /** Starts over. */
  void rewind() {
    next = 0;
    exchanges = 0;
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    int end = Math.min(count, next + limit);
    if (next == end) {
      return END;
    }
    int first = next;
    while (next < end) {
      int frame = next++;
      if (frame % (2 * EVERY) == EVERY) {
        exchanges++;
      }
      handler.onFrame(
          times[frame],
          LINKTYPE_ETHERNET,
          FrameHandler.NO_INTERFACE,
          buffer,
          offsets[frame],
          offsets[frame + 1] - offsets[frame],
          wireBytes[frame]);
    }
    return end - first;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void close() {
    Arrays.fill(times, 0);
  }
}
