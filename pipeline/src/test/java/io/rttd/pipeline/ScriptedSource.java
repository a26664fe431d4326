package io.rttd.pipeline;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.concurrent.UnsafeBuffer;

/** A source that says what a test tells it to: batches of frames, silences, an end. */
final class ScriptedSource implements FrameSource {
  /** A frame: its time, and its first byte, by which a fake decoder tells what it is. */
  record Scripted(long timeNs, byte content) {}

  private static final int FRAME_BYTES = 100;

  private final Deque<Scripted[]> batches = new ArrayDeque<>();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FRAME_BYTES]);
  private final boolean live;
  boolean endsWhenEmpty;
  boolean closed;
  boolean waits;
  int polls;
  long kernelDrops;
  long kernelFreezes;
  long interruptions;

  ScriptedSource(boolean live) {
    this.live = live;
    this.endsWhenEmpty = !live;
  }

  /** The next poll hands over these frames; without any, it stays silent. */
  ScriptedSource batch(Scripted... frames) {
    batches.add(frames);
    return this;
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    polls++;
    Scripted[] batch = batches.poll();
    if (batch == null) {
      return endsWhenEmpty ? END : 0;
    }
    for (Scripted frame : batch) {
      buffer.putByte(0, frame.content());
      handler.onFrame(frame.timeNs(), 1, 0, buffer, 0, FRAME_BYTES, FRAME_BYTES * 2);
    }
    return batch.length;
  }

  @Override
  public boolean hasWaited() {
    return waits;
  }

  @Override
  public long kernelDrops() {
    return kernelDrops;
  }

  @Override
  public long kernelFreezes() {
    return kernelFreezes;
  }

  @Override
  public long interruptions() {
    return interruptions;
  }

  @Override
  public boolean isLive() {
    return live;
  }

  @Override
  public void close() {
    closed = true;
  }
}
