package io.rttd.testbed.live;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends {@link BlastFrames} from one thread, as fast as the kernel accepts them or at a given rate,
 * {@value #BATCH} frames per call (sendmmsg on a packet socket that bypasses the queueing
 * discipline).
 */
final class Blaster implements AutoCloseable {
  private static final int BATCH = 64;

  // struct mmsghdr and struct iovec of 64-bit Linux.
  private static final int MESSAGE_BYTES = 64;
  private static final int IOVECS_OFFSET = 16;
  private static final int IOVEC_COUNT_OFFSET = 24;
  private static final int IOVEC_BYTES = 16;

  private final int fd;
  private final BlastFrames frames;
  private final Memory templates;
  private final Memory calls;
  private final UnsafeBuffer vectors;
  private final long messagesAddress;
  private final Memory payload;
  private long sent;
  private long refused;

  /**
   * Creates a blaster on an interface.
   *
   * @throws IllegalStateException if the socket cannot be opened
   */
  Blaster(String interfaceName, int flows, int payloadBytes, int peers) {
    fd = PacketSocket.open(interfaceName);
    templates = new Memory(BlastFrames.memoryBytes(flows));
    frames =
        new BlastFrames(
            flows,
            payloadBytes,
            peers,
            new UnsafeBuffer(Pointer.nativeValue(templates), (int) templates.size()));
    payload = new Memory(payloadBytes);
    payload.clear();
    calls = new Memory(BATCH * (MESSAGE_BYTES + 2L * IOVEC_BYTES));
    calls.clear();
    messagesAddress = Pointer.nativeValue(calls);
    vectors = new UnsafeBuffer(messagesAddress, (int) calls.size());
    for (int i = 0; i < BATCH; i++) {
      vectors.putLong(i * MESSAGE_BYTES + IOVECS_OFFSET, messagesAddress + vector(i));
      vectors.putLong(vector(i) + 8, BlastFrames.HEADER_BYTES);
      vectors.putLong(vector(i) + 16, Pointer.nativeValue(payload));
      vectors.putLong(vector(i) + 24, payloadBytes);
    }
  }

  /**
   * Sends until told to end.
   *
   * @param packetsPerSecond 0 for as many as possible
   * @param running checked before each batch
   */
  void run(long packetsPerSecond, BooleanSupplier running) {
    long startNs = System.nanoTime();
    double nsPerPacket = packetsPerSecond > 0 ? 1e9 / packetsPerSecond : 0;
    while (running.getAsBoolean()) {
      int clockMs = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
      for (int flow = 0; flow < frames.flows(); flow += BATCH) {
        while (System.nanoTime() - startNs < sent * nsPerPacket) {
          Thread.onSpinWait();
        }
        if (!running.getAsBoolean()) {
          return;
        }
        send(flow, Math.min(BATCH, frames.flows() - flow), clockMs);
      }
      frames.nextStep();
    }
  }

  /** Frames that the kernel accepted. */
  long sent() {
    return sent;
  }

  /** Frames that the kernel refused for lack of room; they were offered again. */
  long refused() {
    return refused;
  }

  @Override
  public void close() {
    PacketCalls.close(fd);
    templates.close();
    calls.close();
    payload.close();
  }

  private void send(int firstFlow, int count, int clockMs) {
    int parts = frames.bearsPayload() ? 2 : 1;
    for (int i = 0; i < count; i++) {
      vectors.putLong(vector(i), frames.prepare(firstFlow + i, clockMs));
      vectors.putLong(i * MESSAGE_BYTES + IOVEC_COUNT_OFFSET, parts);
    }
    int done = 0;
    while (done < count) {
      long address = messagesAddress + (long) done * MESSAGE_BYTES;
      int taken = PacketCalls.sendmmsg(fd, address, count - done, 0);
      if (taken > 0) {
        done += taken;
        sent += taken;
      } else {
        refused++;
        PacketSocket.check(Native.getLastError());
      }
    }
  }

  private static int vector(int message) {
    return BATCH * MESSAGE_BYTES + message * 2 * IOVEC_BYTES;
  }
}
