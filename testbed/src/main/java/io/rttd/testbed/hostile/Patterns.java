package io.rttd.testbed.hostile;

import io.rttd.model.TcpFlags;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Traffic designed to make a passive observer fail. */
final class Patterns {
  /** The pattern that the others are compared with. */
  static final String PLAIN = "plain traffic";

  private static final int ATTACKER = 0xC6130001; // 198.19.0.1
  private static final int VICTIM = 0xC6120001; // 198.18.0.1
  private static final int SLOTS = 8192;

  private static final byte NOP = 1;
  private static final byte MSS = 2;
  private static final byte SACK = 5;
  private static final byte TIMESTAMPS = 8;

  private Patterns() {}

  /** All patterns by name, each generated from its own seed. */
  static Map<String, Supplier<Pattern>> all() {
    Map<String, Supplier<Pattern>> all = new LinkedHashMap<>();
    all.put(PLAIN, Patterns::plain);
    all.put("SYN flood, random sources", Patterns::synFlood);
    all.put("ACK flood, random sources", Patterns::ackFlood);
    all.put("data and ACK of flows that never opened", Patterns::forgedFlows);
    all.put("IPv6 tuples made to collide", Patterns::collidingPrefixes);
    all.put("65,535 ports of one peer", Patterns::ports);
    all.put("a million outstanding segments", Patterns::neverAcknowledged);
    all.put("holes filled from below", () -> holesFilled(SLOTS));
    all.put("one resend over 8,192 tiny segments", () -> wideResends(SLOTS));
    all.put("SACKs over 8,192 tiny segments", () -> wideSacks(SLOTS));
    all.put("tiny segments", Patterns::tiny);
    all.put("40 bytes of options", Patterns::allOptions);
    all.put("50 tunnels", () -> (i, frame) -> tiny(i, frame).tunnels(50));
    all.put("20 tunnels", () -> (i, frame) -> tiny(i, frame).tunnels(20));
    all.put("timestamps at random", Patterns::timestampGames);
    all.put("timestamps option of length 2, last", Patterns::shortTimestamps);
    all.put("ACK timed before its data", Patterns::ackBeforeData);
    return all;
  }

  /** Patterns that force a walk over all outstanding segments of a flow, given their number. */
  static Map<String, Supplier<Pattern>> wide(int segments) {
    Map<String, Supplier<Pattern>> wide = new LinkedHashMap<>();
    wide.put("holes filled from below", () -> holesFilled(segments));
    wide.put("one resend over all", () -> wideResends(segments));
    wide.put("SACKs over all", () -> wideSacks(segments));
    return wide;
  }

  /** 5,000 connections, alternating two data segments and an ACK. */
  private static Pattern plain() {
    return (i, frame) -> {
      int turn = i / 3;
      int port = 1024 + turn % 5000;
      int sent = 1 + turn / 5000 * 200;
      switch (i % 3) {
        case 0 -> frame.ipv4(ATTACKER, port, VICTIM, 80).numbers(sent, 1, 100);
        case 1 -> frame.ipv4(ATTACKER, port, VICTIM, 80).numbers(sent + 100, 1, 100);
        default -> frame.ipv4(VICTIM, 80, ATTACKER, port).numbers(1, sent + 200, 0);
      }
    };
  }

  private static Pattern synFlood() {
    Random random = new Random(1);
    return (i, frame) ->
        frame
            .ipv4(random.nextInt(), random.nextInt(0x10000), VICTIM, 80)
            .numbers(random.nextInt(), 0, 0)
            .flags(TcpFlags.SYN)
            .options(MSS, (byte) 4, (byte) 5, (byte) 0xB4);
  }

  private static Pattern ackFlood() {
    Random random = new Random(2);
    return (i, frame) ->
        frame
            .ipv4(random.nextInt(), random.nextInt(0x10000), VICTIM, 80)
            .numbers(random.nextInt(), random.nextInt(), 0);
  }

  private static Pattern forgedFlows() {
    Random random = new Random(3);
    int[] tuple = new int[2];
    return (i, frame) -> {
      if (i % 2 == 0) {
        tuple[0] = random.nextInt();
        tuple[1] = random.nextInt(0x10000);
        frame.ipv4(tuple[0], tuple[1], VICTIM, 80).numbers(1, 1, 10);
      } else {
        frame.ipv4(VICTIM, 80, tuple[0], tuple[1]).numbers(1, 11, 10);
      }
    };
  }

  /**
   * Prefixes that cancel out the port in a hash that multiplies them by this constant and adds the
   * port.
   */
  private static Pattern collidingPrefixes() {
    long inverse = inverse(0xD6E8_FEB8_6659_FD93L);
    long prefix = 0x2001_0002_0000_0000L;
    return (i, frame) -> {
      int port = i & 0xFFFF;
      frame
          .ipv6(prefix - port * inverse, 1, port, prefix, 2, 80)
          .numbers(1 + (i >>> 16) * 10, 1, 10);
    };
  }

  /** The multiplicative inverse of an odd number modulo 2^64, by Newton's method. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  private static Pattern ports() {
    return (i, frame) -> {
      int port = 1 + i / 2 % 65_535;
      int sent = 1 + i / 2 / 65_535 * 100;
      if (i % 2 == 0) {
        frame.ipv4(ATTACKER, port, VICTIM, 80).numbers(sent, 1, 100);
      } else {
        frame.ipv4(VICTIM, 80, ATTACKER, port).numbers(1, sent + 100, 0);
      }
    };
  }

  private static Pattern neverAcknowledged() {
    return (i, frame) -> frame.ipv4(ATTACKER, 1, VICTIM, 80).numbers(1 + i * 100, 1, 100);
  }

  /**
   * The highest segment first, then those below it in ascending order, so that each ends a hole.
   */
  private static Pattern holesFilled(int segments) {
    return (i, frame) -> {
      int flow = i / segments;
      int step = i % segments;
      int seq = step == 0 ? 10 * segments : 2 * step;
      frame.ipv4(ATTACKER, 1 + flow % 60_000, VICTIM, 80).numbers(seq, 1, 1);
    };
  }

  private static Pattern wideResends(int segments) {
    return (i, frame) -> {
      frame.ipv4(ATTACKER, 1, VICTIM, 80);
      if (i < segments) {
        frame.numbers(1 + i, 1, 1);
      } else {
        frame.numbers(1, 1, segments);
      }
    };
  }

  private static Pattern wideSacks(int segments) {
    return (i, frame) -> {
      if (i < segments) {
        frame.ipv4(ATTACKER, 1, VICTIM, 80).numbers(1 + i, 1, 1);
      } else {
        int edge = segments - i % 64;
        frame
            .ipv4(VICTIM, 80, ATTACKER, 1)
            .numbers(1, 1, 0)
            .options(sacks(edge, segments, edge - 1, segments, edge - 2, segments));
      }
    };
  }

  private static byte[] sacks(int... edges) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * edges.length);
    bytes.put(NOP).put(NOP).put(SACK).put((byte) (2 + 4 * edges.length));
    for (int edge : edges) {
      bytes.putInt(edge);
    }
    return bytes.array();
  }

  private static Pattern tiny() {
    return Patterns::tiny;
  }

  /** Alternates one byte of data and its ACK. */
  private static HostileFrame tiny(int i, HostileFrame frame) {
    int sent = 1 + i / 2;
    return i % 2 == 0
        ? frame.ipv4(ATTACKER, 1, VICTIM, 80).numbers(sent, 1, 1)
        : frame.ipv4(VICTIM, 80, ATTACKER, 1).numbers(1, sent + 1, 0);
  }

  private static Pattern allOptions() {
    return (i, frame) -> {
      byte[] options =
          ByteBuffer.allocate(40)
              .put(NOP)
              .put(NOP)
              .put(TIMESTAMPS)
              .put((byte) 10)
              .putInt(i)
              .putInt(i)
              .put(MSS)
              .put((byte) 4)
              .putShort((short) 1460)
              .put(sacks(i, i + 1, i + 2, i + 3))
              .put(new byte[] {3, 3, 7, NOP})
              .array();
      tiny(i, frame).options(options);
    };
  }

  private static Pattern timestampGames() {
    Random random = new Random(4);
    return (i, frame) -> {
      // Every third data segment is sent again, and the echoed timestamps are all wrong.
      int sent = 1 + i / 4;
      ByteBuffer options = ByteBuffer.allocate(12).put(NOP).put(NOP).put(TIMESTAMPS).put((byte) 10);
      options.putInt(random.nextInt(4)).putInt(random.nextInt(4));
      if (i % 4 == 3) {
        frame.ipv4(VICTIM, 80, ATTACKER, 1).numbers(1, sent + 1, 0);
      } else {
        frame.ipv4(ATTACKER, 1, VICTIM, 80).numbers(sent, 1, 1);
      }
      frame.options(options.array());
    };
  }

  private static Pattern shortTimestamps() {
    return (i, frame) -> tiny(i, frame).options(NOP, NOP, TIMESTAMPS, (byte) 2);
  }

  private static Pattern ackBeforeData() {
    return (i, frame) -> tiny(i, frame).shiftedBy(i % 2 == 0 ? 0 : -1_000_000_000L);
  }
}
