package io.rttd.perf.replay;

import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands over frames from memory repeatedly: as fast as they are polled, or at a fixed rate. Each
 * pass is later than the previous one and uses other hosts in 10/8, so that it is new traffic to
 * the engine.
 *
 * <p>At a fixed rate, a frame is handed over when it is due, or at the first poll after that.
 * Meanwhile the source sleeps, as a live one does: spinning would take a processor from the shard
 * and from other threads with work. {@link #dueNs} gives the due time of the last 2^20 frames, so
 * that a delay counts even if it delayed the polling.
 */
final class MemorySource implements FrameSource {
  private static final int REMEMBERED = 1 << 20;
  private static final int ETHERNET_IPV4_SOURCE = 26;
  private static final int ETHERNET_IPV4_DESTINATION = 30;
  private static final byte PRIVATE_NETWORK = 10;
  private static final int LARGEST_BATCH = 256;

  /** Including what the kernel adds, the time of about ten frames at 200,000 per second. */
  private static final long PAUSE_NS = 10_000;

  private final FramesInMemory frames;
  private final double nsPerFrame;
  private final long[] due = new long[REMEMBERED];
  private long startNs;
  private long handedOver;
  private int next;
  private int pass;
  private int network;

  /**
   * Creates a source that has handed over nothing yet.
   *
   * @param framesPerSecond the rate, or 0 for as fast as possible
   */
  MemorySource(FramesInMemory frames, long framesPerSecond) {
    this.frames = frames;
    this.network = frames.nextPass();
    this.nsPerFrame = framesPerSecond == 0 ? 0 : 1e9 / framesPerSecond;
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    if (nsPerFrame == 0) {
      for (int i = 0; i < limit; i++) {
        handOver(handler);
      }
      return limit;
    }
    if (handedOver == 0) {
      startNs = System.nanoTime();
    }
    long nowNs = System.nanoTime();
    while (nowNs < nextDueNs()) {
      LockSupport.parkNanos(PAUSE_NS);
      nowNs = System.nanoTime();
    }
    int count = 0;
    while (count < LARGEST_BATCH && nextDueNs() <= nowNs) {
      due[(int) (handedOver + 1) & (REMEMBERED - 1)] = nextDueNs();
      handOver(handler);
      count++;
    }
    return count;
  }

  private long nextDueNs() {
    return startNs + (long) (handedOver * nsPerFrame);
  }

  private void handOver(FrameHandler handler) {
    int offset = frames.offset(next);
    renew(offset + ETHERNET_IPV4_SOURCE);
    renew(offset + ETHERNET_IPV4_DESTINATION);
    handedOver++;
    handler.onFrame(
        frames.timeNs(next) + pass * frames.spanNs(),
        frames.linkType(),
        FrameHandler.NO_INTERFACE,
        frames.buffer(),
        offset,
        frames.captured(next),
        frames.original(next));
    if (++next == frames.count()) {
      next = 0;
      pass++;
      network = frames.nextPass();
    }
  }

  private void renew(int address) {
    if (frames.buffer().getByte(address) == PRIVATE_NETWORK) {
      frames.buffer().putByte(address + 1, (byte) network);
    }
  }

  /** When a frame was due, {@link System#nanoTime}; frames are numbered from 1. */
  long dueNs(long frame) {
    return due[(int) frame & (REMEMBERED - 1)];
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public Optional<CaptureFault> fault() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
