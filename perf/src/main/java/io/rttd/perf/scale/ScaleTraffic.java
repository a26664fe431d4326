package io.rttd.perf.scale;

import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/**
 * Many flows that take turns in an order that no cache can predict: in each turn one flow sends 100
 * bytes, and the bytes of a flow with a slightly earlier turn are acknowledged.
 */
final class ScaleTraffic {
  /** Number of turns of other flows between a segment and its ACK. */
  static final int TURNS_UNTIL_ACK = 256;

  private static final long STRIDE = 2_654_435_761L;
  private static final int BYTES = 100;
  private static final int NS_PER_TURN = 2_000;
  private static final long FIRST_NS = 1_700_000_000_000_000_000L;
  private static final long CLIENTS = 0xFFFF_C612_0000L;
  private static final long SERVERS = 0xFFFF_C613_0000L;
  private static final int FIRST_PORT = 1024;

  private final SegmentPublisher intake;
  private final int flows;
  private final int pairs;
  private long turn;
  private long frame;

  /**
   * Creates traffic that has not started.
   *
   * @param intake the engine's publisher
   * @param flows number of flows, at least 1
   * @param pairs number of pairs of hosts over which the flows are spread
   */
  ScaleTraffic(SegmentPublisher intake, int flows, int pairs) {
    this.intake = intake;
    this.flows = flows;
    this.pairs = pairs;
  }

  /** Sends a byte in each direction of each flow, so that it counts as established. */
  void open() {
    open(0, flows);
  }

  /** Like {@link #open()}, for some of the flows. */
  void open(long from, int count) {
    for (long flow = from; flow < Math.min(flows, from + count); flow++) {
      send((int) flow, 0, 1, 1, true);
      send((int) flow, 0, 1, 1, false);
    }
    intake.flush();
  }

  /** Takes the next turns, of two segments each. */
  void turns(long count) {
    for (long i = 0; i < count; i++) {
      data(turn);
      if (turn >= TURNS_UNTIL_ACK) {
        acknowledgement(turn - TURNS_UNTIL_ACK);
      }
      turn++;
    }
    intake.flush();
  }

  /** Current time of the traffic, ns. */
  long nowNs() {
    return FIRST_NS + frame * NS_PER_TURN / 2;
  }

  private void data(long whose) {
    int round = (int) (whose / flows);
    send(flowAt(whose), 1 + round * BYTES, 2, BYTES, true);
  }

  private void acknowledgement(long whose) {
    int round = (int) (whose / flows);
    send(flowAt(whose), 2, 1 + (round + 1) * BYTES, 0, false);
  }

  private int flowAt(long whose) {
    return (int) (whose * STRIDE % flows);
  }

  private void send(int flow, int seq, int ack, int bytes, boolean fromClient) {
    Segment segment = intake.claim();
    int pair = flow % pairs;
    int port = FIRST_PORT + flow / pairs % 60_000;
    long client = CLIENTS + pair % 251 + ((long) (flow / pairs / 60_000) << 8);
    long server = SERVERS + pair / 251;
    segment.kind = Segment.KIND_SEGMENT;
    segment.frame = ++frame;
    segment.timeNs = nowNs();
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = fromClient ? client : server;
    segment.dstLo = fromClient ? server : client;
    segment.srcPort = fromClient ? port : 443;
    segment.dstPort = fromClient ? 443 : port;
    segment.timed = fromClient ? Segment.TIMED_SRC : Segment.TIMED_DST;
    segment.flags = TcpFlags.ACK;
    segment.seq = seq;
    segment.ack = ack;
    segment.window = 1000;
    segment.payloadLength = bytes;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    intake.publish();
  }
}
