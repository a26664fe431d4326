package io.rttd.daemon.htmlreport;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CaptureOnDisk.End;
import io.rttd.model.TcpFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A synthetic capture that a client host made of its own traffic: connections to a few servers, of
 * which one is busy for two minutes, loses segments, delays ACKs and closes its window.
 */
final class StoryCapture {
  private static final int ACK = TcpFlags.ACK;
  private static final int MSS = 1_460;
  private static final int OPEN = 65_535;
  private static final long MS = 1_000;
  private static final long SECOND = 1_000_000;
  private static final String HOST = "198.18.0.10";

  private final Random random;
  private final List<Sent> sent = new ArrayList<>();

  private record Sent(
      long atUs, End end, int seq, int ack, int flags, int payload, int window, int order) {}

  private StoryCapture(long seed) {
    random = new Random(seed);
  }

  /**
   * Writes one.
   *
   * @param seconds how long it takes; the busy time is a fifth of that, in its second half
   * @param exchangesPerSecond requests of all connections together
   */
  static void write(Path capture, int seconds, int exchangesPerSecond) throws IOException {
    write(capture, seconds, exchangesPerSecond, 1);
  }

  /**
   * As above, on other paths.
   *
   * @param pathFactor how many times longer each path is
   */
  static void write(Path capture, int seconds, int exchangesPerSecond, double pathFactor)
      throws IOException {
    StoryCapture story = new StoryCapture(17);
    String[] servers = {"198.18.4.21", "198.18.4.22", "198.18.5.9", "198.18.7.80"};
    int[] ports = {443, 5432, 443, 8080};
    double[] pathMs = {2, 0.6, 18, 45};
    int connections = 32;
    for (int i = 0; i < connections; i++) {
      int server = i % servers.length;
      End there = new End(HOST, 40_000 + i, servers[server], ports[server]);
      double perSecond = exchangesPerSecond / (double) connections;
      story.requests(there, pathMs[server] * pathFactor, seconds, perSecond);
    }
    story.upload(new End(HOST, 41_000, servers[0], 443), seconds * SECOND * 6 / 10);
    story.writeTo(capture);
  }

  private void send(long atUs, End end, long seq, long ack, int flags, int payload, int window) {
    sent.add(new Sent(atUs, end, (int) seq, (int) ack, flags, payload, window, sent.size()));
  }

  private void writeTo(Path capture) throws IOException {
    sent.sort(Comparator.comparingLong(Sent::atUs).thenComparingInt(Sent::order));
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (Sent s : sent) {
        disk.window(s.window).segment(s.atUs, s.end, s.seq, s.ack, s.flags, s.payload);
      }
    }
  }

  private static End back(End there) {
    return new End(there.to(), there.toPort(), there.from(), there.fromPort());
  }

  private boolean isBusy(End there, long atUs, int seconds) {
    return there.to().equals("198.18.4.21")
        && atUs > seconds * SECOND * 55 / 100
        && atUs < seconds * SECOND * 75 / 100;
  }

  private long rttUs(double pathMs, boolean busy) {
    double noise = Math.abs(random.nextGaussian()) * 0.15 * pathMs;
    return Math.round((pathMs * (busy ? 2.6 : 1) + noise) * MS);
  }

  private long handshake(long atUs, End there, double pathMs) {
    long rtt = rttUs(pathMs, false);
    send(atUs, there, 0, 0, TcpFlags.SYN, 0, OPEN);
    send(atUs + rtt, back(there), 0, 1, TcpFlags.SYN | ACK, 0, OPEN);
    send(atUs + rtt + 20, there, 1, 1, ACK, 0, OPEN);
    return atUs + rtt + 200;
  }

  /** Requests of a connection that stays open, each after the answer to the one before. */
  private void requests(End there, double pathMs, int seconds, double perSecond) {
    long at = handshake((long) (random.nextDouble() * SECOND), there, pathMs);
    long request = 1;
    long answer = 1;
    while (at < seconds * SECOND) {
      boolean busy = isBusy(there, at, seconds);
      boolean large = random.nextBoolean();
      int size = large ? 2 * MSS : 200 + random.nextInt(900);
      long rtt = rttUs(pathMs, busy);
      boolean held = !large && random.nextInt(busy ? 3 : 12) == 0;
      sendRequest(at, there, request, answer, size);
      if (random.nextInt(busy ? 12 : 300) == 0) {
        at += 200 * MS + rtt;
        sendRequest(at, there, request, answer, size);
      }
      request += size;
      long ackAt = at + rtt + (held ? (long) (random.nextDouble() * 40 * MS) : 0);
      boolean closed = busy && random.nextInt(40) == 0;
      send(ackAt, back(there), answer, request, ACK, 0, closed ? 0 : OPEN);
      long opened = ackAt + (closed ? 120 * MS : 0);
      if (closed) {
        send(opened, back(there), answer, request, ACK, 0, OPEN);
      }
      long answerAt = opened + Math.round((busy ? 60 : 8) * MS * (0.6 + random.nextDouble()));
      int segments = 1 + random.nextInt(3);
      for (int i = 0; i < segments; i++) {
        send(answerAt + i * 12L, back(there), answer, request, ACK, MSS, OPEN);
        answer += MSS;
      }
      send(answerAt + segments * 12L + 30, there, request, answer, ACK, 0, OPEN);
      at = answerAt + MS + (long) (-Math.log(1 - random.nextDouble()) / perSecond * SECOND);
    }
    send(at, there, request, answer, ACK | TcpFlags.FIN, 0, OPEN);
    long rtt = rttUs(pathMs, false);
    send(at + rtt, back(there), answer, request + 1, ACK | TcpFlags.FIN, 0, OPEN);
    send(at + rtt + 15, there, request + 1, answer + 1, ACK, 0, OPEN);
  }

  private void sendRequest(long atUs, End there, long seq, long ack, int size) {
    for (int sentBytes = 0; sentBytes < size; sentBytes += MSS) {
      int payload = Math.min(MSS, size - sentBytes);
      send(atUs + sentBytes / MSS * 12L, there, seq + sentBytes, ack, ACK, payload, OPEN);
    }
  }

  /** A transfer in growing windows that loses a segment now and then, until a window closes. */
  private void upload(End there, long atUs) {
    long at = handshake(atUs, there, 5);
    long seq = 1;
    int window = 4;
    for (int round = 0; round < 40; round++) {
      long rtt = rttUs(5, false);
      int lost = round % 9 == 5 ? window / 2 : -1;
      for (int i = 0; i < window; i++) {
        send(at + i * 120L, there, seq + (long) i * MSS, 1, ACK, MSS, OPEN);
      }
      int inOrder = lost < 0 ? window : lost;
      for (int i = 1; i < inOrder; i += 2) {
        send(at + i * 120L + rtt, back(there), 1, seq + (i + 1L) * MSS, ACK, 0, OPEN);
      }
      if (lost >= 0) {
        for (int i = 0; i < 3; i++) {
          send(
              at + (lost + i + 1) * 120L + rtt,
              back(there),
              1,
              seq + lost * (long) MSS,
              ACK,
              0,
              OPEN);
        }
        long again = at + (lost + 4) * 120L + rtt;
        send(again, there, seq + lost * (long) MSS, 1, ACK, MSS, OPEN);
        at = again;
      } else {
        at += window * 120L;
      }
      boolean closes = round == 24;
      long acked = at + rtt;
      send(acked, back(there), 1, seq + (long) window * MSS, ACK, 0, closes ? 0 : OPEN);
      if (closes) {
        acked += 150 * MS;
        send(acked, back(there), 1, seq + (long) window * MSS, ACK, 0, OPEN);
      }
      seq += (long) window * MSS;
      window = lost < 0 ? Math.min(window + 3, 40) : Math.max(4, window / 2);
      at = acked + 100;
    }
    send(at, there, seq, 1, ACK | TcpFlags.RST, 0, OPEN);
  }
}
