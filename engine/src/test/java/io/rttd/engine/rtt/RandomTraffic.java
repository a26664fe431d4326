package io.rttd.engine.rtt;

import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.Random;

/** Segments near the edge of what was sent: fresh, again, overlapping, holes, odd ACKs. */
final class RandomTraffic {
  private static final int UNIT = 100;
  private final Random random;
  private final long maxRttNs;
  private final int[] next = {1_000_000, 5_000_000};
  private final boolean timestamps;
  private final boolean sack;
  private final int[] lastAck = new int[2];
  private int synFrom = -1;
  private long nowNs = 1_000_000_000_000L;

  RandomTraffic(Random random, long maxRttNs) {
    this.random = random;
    this.maxRttNs = maxRttNs;
    this.timestamps = random.nextInt(3) > 0;
    this.sack = random.nextInt(3) > 0;
  }

  Segment next(boolean fromClient, int frame) {
    int me = fromClient ? 0 : 1;
    int peer = 1 - me;
    nowNs += random.nextInt(20) == 0 ? -random.nextInt(50_000) : random.nextInt(3_000_000);
    if (random.nextInt(400) == 0) {
      nowNs += 2 * maxRttNs;
    }
    Segment s = new Segment();
    s.kind = Segment.KIND_SEGMENT;
    s.timeNs = random.nextInt(50) == 0 ? Segment.NO_TIME : nowNs;
    s.frame = frame;
    s.timed = Segment.TIMED_SRC | Segment.TIMED_DST;
    s.window = random.nextInt(25) == 0 ? 0 : 65_535 - random.nextInt(3);
    s.seq = next[me];
    if (random.nextInt(12) > 0) {
      s.flags |= TcpFlags.ACK;
      s.ack = next[peer] - random.nextInt(8) * (random.nextInt(4) == 0 ? 33 : UNIT);
      if (random.nextInt(60) == 0) {
        s.ack += random.nextBoolean() ? 1000 : 100_000;
      }
      if (sack && lastAck[me] != 0 && random.nextInt(5) > 0) {
        s.ack = lastAck[me];
      }
      lastAck[me] = s.ack;
    }
    if (timestamps) {
      s.hasTimestamps = random.nextInt(20) > 0;
      s.tsVal = (int) (nowNs / 2_000_000);
      s.tsEcr = (int) (nowNs / 2_000_000) - random.nextInt(8);
    }
    payload(s, me);
    if (synFrom == peer && random.nextInt(3) == 0) {
      refuse(s, peer);
    }
    synFrom = s.has(TcpFlags.SYN) ? me : synFrom == me ? -1 : synFrom;
    if (sack && random.nextInt(3) == 0) {
      int blocks = 1 + random.nextInt(3);
      for (int i = 0; i < blocks; i++) {
        int left = next[peer] - random.nextInt(10) * UNIT;
        s.addSackBlock(left, left + random.nextInt(5) * UNIT);
      }
    }
    return s;
  }

  private void refuse(Segment s, int peer) {
    s.flags = TcpFlags.RST | TcpFlags.ACK;
    s.ack = next[peer];
    s.payloadLength = 0;
  }

  private void payload(Segment s, int me) {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> {}
      case 3 -> s.payloadLength = UNIT * (1 + random.nextInt(3));
      case 4 -> {
        s.seq -= UNIT * random.nextInt(6);
        s.payloadLength = UNIT * (1 + random.nextInt(2));
      }
      case 5 -> {
        s.seq -= random.nextInt(400);
        s.payloadLength = 1 + random.nextInt(300);
      }
      case 6 -> {
        s.seq += UNIT * random.nextInt(3);
        s.payloadLength = UNIT;
      }
      case 7 -> {
        s.seq -= 1;
        s.payloadLength = random.nextInt(2);
      }
      case 8 -> control(s, me);
      default -> s.payloadLength = UNIT;
    }
    int end = s.seq + s.sequenceLength();
    if (!s.has(TcpFlags.RST) && end > next[me]) {
      next[me] = end;
    }
  }

  private void control(Segment s, int me) {
    switch (random.nextInt(8)) {
      case 0 -> {
        s.flags |= TcpFlags.RST;
        s.seq += random.nextBoolean() ? 0 : 30_000 * (random.nextInt(11) - 5);
      }
      case 1 -> {
        s.flags |= TcpFlags.SYN;
        s.seq = next[me] + 10_000 * random.nextInt(2);
        s.mss = 100 + 112 * random.nextInt(3);
      }
      case 2, 3 -> s.flags |= TcpFlags.FIN;
      default -> {
        s.flags |= TcpFlags.SYN;
        s.mss = 62;
      }
    }
  }
}
