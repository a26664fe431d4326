package io.rttd.training;

/** One made connection: it knows when its next frame is due, and writes one frame after another. */
interface Conversation {
  /** {@link #dueNs()} of a conversation that has ended. */
  long ENDED = Long.MAX_VALUE;

  /** When the next frame is due, ns since the epoch. */
  long dueNs();

  /** Writes that frame. */
  void writeNext(FrameWriter out);
}
