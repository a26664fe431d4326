package io.rttd.pipeline.live;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;

/** A live source that does as it is told, and can be opened again and again. */
final class ScriptedLiveSource implements FilteredSource {
  CaptureException refusal;
  PeerFilter filter;
  boolean gone;
  boolean closed;
  long drops;
  long freezes;
  int opened;
  int polls;

  /** Reopens it: its counts start at 0. */
  ScriptedLiveSource open(PeerFilter wanted) throws CaptureException {
    if (refusal != null) {
      throw refusal;
    }
    opened++;
    filter = wanted;
    gone = false;
    closed = false;
    drops = 0;
    freezes = 0;
    return this;
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    polls++;
    return gone ? END : 0;
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public long kernelDrops() {
    return drops;
  }

  @Override
  public long kernelFreezes() {
    return freezes;
  }

  @Override
  public void checkFilter(PeerFilter wanted) {}

  @Override
  public void replaceFilter(PeerFilter wanted) {
    filter = wanted;
  }

  @Override
  public void close() {
    closed = true;
  }
}
