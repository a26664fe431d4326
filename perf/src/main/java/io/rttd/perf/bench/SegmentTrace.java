package io.rttd.perf.bench;

import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments of one connection in one cycle of a pattern, built so that the next cycle continues
 * where this one ends: sequence numbers, times and timestamps of cycle n are those of cycle 0,
 * shifted.
 */
public final class SegmentTrace {
  /** Payload of a full segment. */
  public static final int FULL = 1448;

  private static final int IN_FLIGHT = 64;
  private static final long MS = 1_000_000;

  /** Traffic of the connection. */
  public enum Pattern {
    /** Full segments in order, an ACK for every two, 64 segments in flight. */
    BULK,
    /** 100 bytes; 2 full segments and 104 bytes as the response; the ACKs of both. */
    REQUESTS,
    /**
     * Like BULK, but every 128th segment is lost: 64 ACKs with SACK, the retransmission, a jump.
     */
    LOSSY
  }

  private final List<Segment> segments = new ArrayList<>();
  private final List<Boolean> sentByClient = new ArrayList<>();
  private int clientBytes;
  private int serverBytes;
  private long nowNs;

  private SegmentTrace() {}

  /** One cycle of a pattern. */
  public static SegmentTrace of(Pattern pattern) {
    SegmentTrace trace = new SegmentTrace();
    switch (pattern) {
      case BULK -> trace.bulk(1024);
      case REQUESTS -> trace.exchange();
      case LOSSY -> trace.lossy(128);
    }
    return trace;
  }

  /** Segments in a cycle. */
  public int length() {
    return segments.size();
  }

  /** Whether the client, whose data is timed, sends this segment. */
  public boolean isClients(int index) {
    return sentByClient.get(index);
  }

  /**
   * Fills {@code segment} with segment {@code index} of this cycle, except for addresses and ports.
   */
  public void fill(Segment segment, int index, int cycle) {
    segment.copyFrom(segments.get(index));
    boolean client = sentByClient.get(index);
    int sent = cycle * clientBytes;
    int answered = cycle * serverBytes;
    int ticks = (int) (cycle * (nowNs / MS));
    segment.timeNs += cycle * nowNs;
    segment.seq += client ? sent : answered;
    segment.ack += client ? answered : sent;
    segment.tsVal += ticks;
    segment.tsEcr += ticks;
    for (int i = 0; i < segment.sackCount; i++) {
      int left = segment.sackLeft(i) + sent;
      int right = segment.sackRight(i) + sent;
      segment.sackBlocks[i] = ((long) left << 32) | (right & 0xFFFF_FFFFL);
    }
  }

  private void bulk(int dataSegments) {
    for (int i = 1; i <= dataSegments; i++) {
      data(FULL);
      if (i % 2 == 0) {
        acknowledge((i - IN_FLIGHT) * FULL);
      }
    }
  }

  private void lossy(int dataSegments) {
    for (int i = 1; i <= dataSegments; i++) {
      data(FULL);
      // The first segment of the cycle is lost. During its first 64 segments, the ACKs belong to
      // the previous cycle; after that, each is a duplicate until the retransmission is
      // acknowledged.
      if (i <= IN_FLIGHT) {
        if (i % 2 == 0) {
          acknowledge((i - IN_FLIGHT) * FULL);
        }
      } else {
        Segment duplicate = acknowledge(0);
        duplicate.addSackBlock(FULL, (i - IN_FLIGHT + 1) * FULL);
      }
    }
    add(true, 0, FULL);
    acknowledge((dataSegments - IN_FLIGHT + 1) * FULL);
  }

  private void exchange() {
    data(100);
    answer(FULL);
    answer(FULL);
    answer(104);
    add(true, clientBytes, 0);
    nowNs += 40 * MS;
  }

  private void data(int payload) {
    add(true, clientBytes, payload);
    clientBytes += payload;
  }

  private void answer(int payload) {
    Segment segment = add(false, serverBytes, payload);
    segment.ack = clientBytes;
    serverBytes += payload;
  }

  private Segment acknowledge(int ack) {
    Segment segment = add(false, serverBytes, 0);
    segment.ack = ack;
    return segment;
  }

  private Segment add(boolean client, int seq, int payload) {
    nowNs += MS / 2;
    Segment segment = new Segment();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = nowNs;
    segment.timed = client ? Segment.TIMED_SRC : Segment.TIMED_DST;
    segment.seq = seq;
    segment.ack = client ? serverBytes : clientBytes;
    segment.flags = TcpFlags.ACK;
    segment.window = 500;
    segment.payloadLength = payload;
    segment.hasTimestamps = true;
    segment.tsVal = (int) (nowNs / MS);
    segment.tsEcr = segment.tsVal - 32;
    segments.add(segment);
    sentByClient.add(client);
    return segment;
  }
}
