package io.rttd.engine.shard;

import io.rttd.model.OneWaySegments;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/** Counts segments of flows whose other direction was not seen. One thread, no garbage. */
final class OneWayCount {
  private long syns;
  private long data;
  private long received;
  private long acks;

  /** Adds a segment whose receiver has sent nothing that was captured. */
  void add(Segment segment) {
    if (segment.has(TcpFlags.SYN)) {
      if (segment.has(TcpFlags.ACK)) {
        acks++;
      } else {
        syns++;
      }
    } else if (segment.sequenceLength() == 0) {
      acks++;
    } else if ((segment.timed & Segment.TIMED_SRC) != 0) {
      data++;
    } else {
      received++;
    }
  }

  /** Returns the count since the last call. */
  OneWaySegments take() {
    OneWaySegments taken = new OneWaySegments(syns, data, received, acks);
    syns = 0;
    data = 0;
    received = 0;
    acks = 0;
    return taken;
  }
}
