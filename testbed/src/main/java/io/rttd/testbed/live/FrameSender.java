package io.rttd.testbed.live;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends newly written frames, {@value #BATCH} per call (sendmmsg on a packet socket). One thread.
 */
public final class FrameSender implements AutoCloseable {
  /** Number of frames sent together. */
  public static final int BATCH = 64;

  private static final int FRAME_BYTES = 2048;

  // struct mmsghdr and struct iovec of 64-bit Linux.
  private static final int MESSAGE_BYTES = 64;
  private static final int IOVECS_OFFSET = 16;
  private static final int IOVEC_COUNT_OFFSET = 24;
  private static final int IOVEC_BYTES = 16;

  private final int fd;
  private final Memory frames = new Memory((long) BATCH * FRAME_BYTES);
  private final Memory calls = new Memory((long) BATCH * (MESSAGE_BYTES + IOVEC_BYTES));
  private final UnsafeBuffer buffer =
      new UnsafeBuffer(Pointer.nativeValue(frames), (int) frames.size());
  private final UnsafeBuffer vectors =
      new UnsafeBuffer(Pointer.nativeValue(calls), (int) calls.size());
  private int waiting;
  private long sent;

  /**
   * Creates a sender on an interface.
   *
   * @throws IllegalStateException if the socket cannot be opened
   */
  public FrameSender(String interfaceName) {
    fd = PacketSocket.open(interfaceName);
    frames.clear();
    calls.clear();
    long address = Pointer.nativeValue(calls);
    for (int i = 0; i < BATCH; i++) {
      vectors.putLong(i * MESSAGE_BYTES + IOVECS_OFFSET, address + vector(i));
      vectors.putLong(i * MESSAGE_BYTES + IOVEC_COUNT_OFFSET, 1);
      vectors.putLong(vector(i), Pointer.nativeValue(frames) + offset(i));
    }
  }

  /** Buffer for the next frame, which starts at {@link #offset()} and has at most 2 KiB. */
  public MutableDirectBuffer buffer() {
    return buffer;
  }

  /** Start of the next frame in {@link #buffer()}. */
  public int offset() {
    return offset(waiting);
  }

  /** Adds the frame just written to the batch, and sends the batch once it is full. */
  public void send(int bytes) {
    vectors.putLong(vector(waiting) + 8, bytes);
    waiting++;
    if (waiting == BATCH) {
      flush();
    }
  }

  private void flush() {
    int done = 0;
    while (done < waiting) {
      long address = Pointer.nativeValue(calls) + (long) done * MESSAGE_BYTES;
      int taken = PacketCalls.sendmmsg(fd, address, waiting - done, 0);
      if (taken > 0) {
        done += taken;
      } else {
        PacketSocket.check(Native.getLastError());
      }
    }
    sent += waiting;
    waiting = 0;
  }

  /** Frames that the kernel accepted. */
  public long sent() {
    return sent;
  }

  @Override
  public void close() {
    PacketCalls.close(fd);
    frames.close();
    calls.close();
  }

  private static int offset(int frame) {
    return frame * FRAME_BYTES;
  }

  private static int vector(int message) {
    return BATCH * MESSAGE_BYTES + message * IOVEC_BYTES;
  }
}
