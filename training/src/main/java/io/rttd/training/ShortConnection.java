package io.rttd.training;

import java.util.SplittableRandom;

/**
 * A connection from SYN to FIN, seen at the client: some requests with answers of one to three
 * segments, an ACK for each or for each two, thinking in between on both sides, delayed ACKs, and
 * now and then a lost request.
 */
final class ShortConnection implements Conversation {
  private static final int MSS = 1448;
  private static final long DELAYED_ACK_NS = 40_000_000;
  private static final long RETRANSMISSION_NS = 220_000_000;
  private static final double LOSS = 0.004;

  private enum Step {
    SYN,
    SYN_ACK,
    HANDSHAKE_ACK,
    REQUEST,
    REQUEST_AGAIN,
    DELAYED_ACK,
    RESPONSE,
    RESPONSE_ACK,
    FIN,
    FIN_ACK,
    LAST_ACK,
    ENDED
  }

  private final Ends ends;
  private final SplittableRandom random;
  private final TcpFrame frame = new TcpFrame();
  private final long rttNs;
  private final int acknowledgedAtOnce;
  private Step step = Step.SYN;
  private long dueNs;
  private int clientSeq;
  private int serverSeq;
  private int clientEcho;
  private int serverEcho;
  private int exchanges;
  private int segments;
  private int unacknowledged;
  private int requestBytes;
  private long thinkingNs;

  ShortConnection(Ends ends, long startNs, SplittableRandom random) {
    this.ends = ends;
    this.random = random;
    this.dueNs = startNs;
    this.rttNs = random.nextLong(500_000, 60_000_000);
    this.clientSeq = random.nextInt();
    this.serverSeq = random.nextInt();
    this.exchanges = random.nextInt(2, 5);
    this.acknowledgedAtOnce = random.nextInt(1, 3);
  }

  @Override
  public long dueNs() {
    return step == Step.ENDED ? ENDED : dueNs;
  }

  @Override
  public void writeNext(FrameWriter out) {
    long nowNs = dueNs;
    switch (step) {
      case SYN -> {
        write(out, true, TcpFrame.SYN, 0);
        next(Step.SYN_ACK, rttNs);
      }
      case SYN_ACK -> {
        write(out, false, TcpFrame.SYN | TcpFrame.ACK, 0);
        next(Step.HANDSHAKE_ACK, 30_000);
      }
      case HANDSHAKE_ACK -> {
        write(out, true, TcpFrame.ACK, 0);
        next(Step.REQUEST, 100_000);
      }
      case REQUEST -> request(out);
      case REQUEST_AGAIN -> {
        clientSeq -= requestBytes;
        write(out, true, TcpFrame.ACK | TcpFrame.PSH, requestBytes);
        awaitResponse();
      }
      case DELAYED_ACK -> {
        write(out, false, TcpFrame.ACK, 0);
        next(Step.RESPONSE, thinkingNs - DELAYED_ACK_NS);
      }
      case RESPONSE -> response(out);
      case RESPONSE_ACK -> {
        write(out, true, TcpFrame.ACK, 0);
        unacknowledged = 0;
        afterResponseAck();
      }
      case FIN -> {
        write(out, true, TcpFrame.FIN | TcpFrame.ACK, 0);
        next(Step.FIN_ACK, rttNs);
      }
      case FIN_ACK -> {
        write(out, false, TcpFrame.FIN | TcpFrame.ACK, 0);
        next(Step.LAST_ACK, 30_000);
      }
      case LAST_ACK -> {
        write(out, true, TcpFrame.ACK, 0);
        step = Step.ENDED;
      }
      case ENDED -> throw new IllegalStateException("ended at " + nowNs);
    }
  }

  private void request(FrameWriter out) {
    exchanges--;
    requestBytes = random.nextInt(60, 600);
    write(out, true, TcpFrame.ACK | TcpFrame.PSH, requestBytes);
    segments = random.nextInt(1, 4);
    thinkingNs = random.nextLong(1_000_000, 70_000_000);
    if (random.nextDouble() < LOSS) {
      next(Step.REQUEST_AGAIN, RETRANSMISSION_NS);
    } else {
      awaitResponse();
    }
  }

  private void awaitResponse() {
    if (thinkingNs > DELAYED_ACK_NS) {
      next(Step.DELAYED_ACK, rttNs + DELAYED_ACK_NS);
    } else {
      next(Step.RESPONSE, rttNs + thinkingNs);
    }
  }

  private void response(FrameWriter out) {
    segments--;
    unacknowledged++;
    int payload = segments > 0 ? MSS : random.nextInt(100, MSS);
    write(out, false, segments > 0 ? TcpFrame.ACK : TcpFrame.ACK | TcpFrame.PSH, payload);
    if (unacknowledged == acknowledgedAtOnce) {
      next(Step.RESPONSE_ACK, 40_000);
    } else if (segments > 0) {
      next(Step.RESPONSE, 12_000);
    } else {
      next(Step.RESPONSE_ACK, DELAYED_ACK_NS);
    }
  }

  private void afterResponseAck() {
    if (segments > 0) {
      next(Step.RESPONSE, 12_000);
    } else {
      next(exchanges > 0 ? Step.REQUEST : Step.FIN, random.nextLong(200_000_000, 2_000_000_000));
    }
  }

  private void write(FrameWriter out, boolean client, int flags, int payload) {
    frame.begin(client, flags);
    boolean first = flags == TcpFrame.SYN;
    frame.seq = client ? clientSeq : serverSeq;
    frame.ack = first ? 0 : client ? serverSeq : clientSeq;
    frame.payloadBytes = payload;
    int milliseconds = (int) (dueNs / 1_000_000);
    frame.tsVal = client ? milliseconds : milliseconds + 77_777;
    frame.tsEcr = first ? 0 : client ? clientEcho : serverEcho;
    out.write(dueNs, ends, frame);
    int length = payload + ((flags & (TcpFrame.SYN | TcpFrame.FIN)) != 0 ? 1 : 0);
    if (client) {
      serverEcho = frame.tsVal;
      clientSeq += length;
    } else {
      clientEcho = frame.tsVal;
      serverSeq += length;
    }
  }

  private void next(Step nextStep, long afterNs) {
    step = nextStep;
    dueNs += afterNs;
  }
}
