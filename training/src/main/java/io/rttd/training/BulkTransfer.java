package io.rttd.training;

import java.util.SplittableRandom;

/**
 * A client that sends without end, seen at the client: full segments, as many as the window lets
 * under way; an ACK for each two, or for more if the receiver's offload merged them; a few segments
 * lost, which SACK tells and the third duplicate ACK repairs. There is one hole at a time.
 *
 * <p>The receiver is worked out when a segment is sent, since segments do not overtake each other:
 * what it will answer waits in a queue until it comes back.
 */
final class BulkTransfer implements Conversation {
  private static final int MSS = 1448;
  private static final int MIN_WINDOW = 10;
  private static final int MAX_WINDOW = 256;
  private static final int QUEUE = 1024;

  /** The probability that an ACK covers exactly two segments. */
  private static final double TWO_SEGMENTS_PROBABILITY = 0.5;

  private static final int MOST_ACKNOWLEDGED = 16;
  private static final double PUSH_PROBABILITY = 0.15;
  private static final int DUPLICATES = 3;
  private static final long NONE = -1;
  private static final long DELAYED_ACK_NS = 40_000_000;
  private static final long TIMEOUT_NS = 200_000_000;

  private final Ends ends;
  private final SplittableRandom random;
  private final double loss;
  private final TcpFrame frame = new TcpFrame();
  private final long rttNs;
  private final int clientIsn;
  private final int serverIsn;
  private int handshake;

  // The sender: offsets into its stream.
  private long nextSendNs;
  private long sent;
  private long acknowledged;
  private int window = MIN_WINDOW;
  private int duplicates;
  private boolean resend;

  // The receiver.
  private long received;
  private long hole = NONE;
  private long sackEnd;
  private int unacknowledged;
  private int acknowledgedNext = 2;
  private int echo;
  private long lastAckNs;

  // Its answers under way.
  private final long[] ackNs = new long[QUEUE];
  private final long[] ackOffset = new long[QUEUE];
  private final long[] ackSackEnd = new long[QUEUE];
  private final int[] ackEcho = new int[QUEUE];
  private int ackHead;
  private int ackTail;

  /**
   * A transfer that begins with its SYN.
   *
   * @param loss the probability that a segment is lost, 0 to 1
   */
  BulkTransfer(Ends ends, long startNs, double loss, SplittableRandom random) {
    this.ends = ends;
    this.random = random;
    this.loss = loss;
    this.rttNs = random.nextLong(1_000_000, 20_000_000);
    this.clientIsn = random.nextInt();
    this.serverIsn = random.nextInt();
    this.nextSendNs = startNs;
  }

  @Override
  public long dueNs() {
    return Math.min(nextAckNs(), maySend() ? nextSendNs : ENDED);
  }

  @Override
  public void writeNext(FrameWriter out) {
    if (handshake < 3) {
      writeHandshake(out);
    } else if (nextAckNs() <= (maySend() ? nextSendNs : ENDED)) {
      writeAck(out);
    } else {
      writeData(out);
    }
    if (dueNs() == ENDED) {
      breakSilence();
    }
  }

  private boolean maySend() {
    return handshake < 3 || resend || sent - acknowledged < (long) window * MSS;
  }

  private long nextAckNs() {
    return ackHead == ackTail ? ENDED : ackNs[ackHead % QUEUE];
  }

  private void writeHandshake(FrameWriter out) {
    long nowNs = nextSendNs;
    frame.begin(handshake != 1, handshake == 0 ? TcpFrame.SYN : TcpFrame.ACK);
    if (handshake == 1) {
      frame.flags |= TcpFrame.SYN;
    }
    frame.seq = handshake == 1 ? serverIsn : clientIsn + (handshake == 0 ? 0 : 1);
    frame.ack = handshake == 0 ? 0 : (handshake == 1 ? clientIsn : serverIsn) + 1;
    frame.tsVal = handshake == 1 ? serverTime(nowNs) : clientTime(nowNs);
    frame.tsEcr = handshake == 0 ? 0 : handshake == 1 ? clientTime(nowNs - rttNs) : echo;
    echo = frame.tsVal;
    out.write(nowNs, ends, frame);
    nextSendNs += handshake == 0 ? rttNs : 20_000;
    handshake++;
  }

  private void writeAck(FrameWriter out) {
    int i = ackHead++ % QUEUE;
    frame.begin(false, TcpFrame.ACK);
    frame.seq = serverIsn + 1;
    frame.ack = clientIsn + 1 + (int) ackOffset[i];
    frame.tsVal = serverTime(ackNs[i]);
    frame.tsEcr = ackEcho[i];
    if (ackSackEnd[i] > ackOffset[i] + MSS) {
      frame.sackLeft = frame.ack + MSS;
      frame.sackRight = clientIsn + 1 + (int) ackSackEnd[i];
    }
    out.write(ackNs[i], ends, frame);
    if (ackOffset[i] > acknowledged) {
      acknowledged = ackOffset[i];
      duplicates = 0;
      window = Math.min(MAX_WINDOW, window + 1);
    } else if (++duplicates == DUPLICATES) {
      resend = true;
    }
    nextSendNs = Math.max(nextSendNs, ackNs[i] + 15_000);
  }

  private void writeData(FrameWriter out) {
    long nowNs = nextSendNs;
    boolean again = resend;
    long offset = again ? hole : sent;
    boolean pushed = random.nextDouble() < PUSH_PROBABILITY;
    frame.begin(true, pushed ? TcpFrame.ACK | TcpFrame.PSH : TcpFrame.ACK);
    frame.seq = clientIsn + 1 + (int) offset;
    frame.ack = serverIsn + 1;
    frame.payloadBytes = MSS;
    frame.tsVal = clientTime(nowNs);
    frame.tsEcr = serverTime(Math.max(nowNs - 1_000_000, lastAckNs));
    out.write(nowNs, ends, frame);
    if (again) {
      resend = false;
      window = Math.max(MIN_WINDOW, window / 2);
    } else {
      sent += MSS;
    }
    if (!again && hole == NONE && random.nextDouble() < loss) {
      hole = offset;
      sackEnd = offset + MSS;
    } else {
      receive(offset, nowNs);
    }
    nextSendNs = nowNs + random.nextLong(1_000, 12_000);
  }

  private void receive(long offset, long sentNs) {
    int sentTime = clientTime(sentNs);
    if (hole == NONE) {
      received = offset + MSS;
      if (++unacknowledged == 1) {
        echo = sentTime;
      }
      if (unacknowledged >= acknowledgedNext) {
        acknowledge(sentNs, 0);
      }
    } else if (offset == hole) {
      received = sackEnd;
      hole = NONE;
      echo = sentTime;
      acknowledge(sentNs, 0);
    } else {
      sackEnd = offset + MSS;
      acknowledge(sentNs, sackEnd);
    }
  }

  private int drawAcknowledged() {
    if (random.nextDouble() < TWO_SEGMENTS_PROBABILITY) {
      return 2;
    }
    int segments = 1;
    int most = Math.min(MOST_ACKNOWLEDGED, window / 2);
    while (segments < most && random.nextInt(4) > 0) {
      segments++;
    }
    return segments;
  }

  private void acknowledge(long causeNs, long upToWhichSacked) {
    lastAckNs = Math.max(lastAckNs + 500, causeNs + rttNs + random.nextLong(100_000));
    int i = ackTail++ % QUEUE;
    ackNs[i] = lastAckNs;
    ackOffset[i] = received;
    ackSackEnd[i] = upToWhichSacked;
    ackEcho[i] = echo;
    unacknowledged = 0;
    acknowledgedNext = drawAcknowledged();
  }

  /** Nothing is under way: the receiver's delayed ACK comes, or the sender's timer runs out. */
  private void breakSilence() {
    if (unacknowledged > 0) {
      acknowledge(nextSendNs + DELAYED_ACK_NS, 0);
    } else {
      resend = true;
      nextSendNs += TIMEOUT_NS;
    }
  }

  private int clientTime(long timeNs) {
    return clientIsn + (int) (timeNs / 1_000_000);
  }

  private int serverTime(long timeNs) {
    return serverIsn + (int) ((timeNs - rttNs / 2) / 1_000_000);
  }
}
