package io.rttd.testbed.live;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames of many endless TCP conversations: each flow sends two full segments and gets one ACK for
 * both, over and over. All flows take their first step, then all take their second, so an ACK
 * follows its data by a whole round.
 *
 * <p>A flow has two templates of {@link #HEADER_BYTES}, one per direction, rewritten for each
 * frame; all frames share a payload of zeros. Checksums are correct. Not thread-safe.
 */
final class BlastFrames {
  /** Ethernet, IPv4, TCP with timestamps. */
  static final int HEADER_BYTES = 66;

  private static final ByteOrder NETWORK = ByteOrder.BIG_ENDIAN;
  private static final int TEMPLATE_BYTES = 80;
  private static final int IP_OFFSET = 14;
  private static final int TCP_OFFSET = 34;
  private static final int SEQ_OFFSET = TCP_OFFSET + 4;
  private static final int ACK_OFFSET = TCP_OFFSET + 8;
  private static final int CHECKSUM_OFFSET = TCP_OFFSET + 16;
  private static final int TS_VAL_OFFSET = TCP_OFFSET + 24;
  private static final int TS_ECR_OFFSET = TCP_OFFSET + 28;
  private static final int FIXED_SUM_OFFSET = 68;
  private static final int FIXED_IP_SUM_OFFSET = 72;
  private static final int SERVER = 0xC613_0001; // 198.19.0.1
  private static final int CLIENTS = 0xC612_0100; // 198.18.1.0
  private static final int CLIENT_ADDRESSES = 200;
  private static final int FIRST_PEER = 0x0A00_0001; // 10.0.0.1
  private static final int BUSY_PEERS = 100;
  private static final int SERVER_PORT = 443;
  private static final int FIRST_CLIENT_PORT = 1024;
  private static final int STEPS = 3;

  private final int flows;
  private final int payloadBytes;
  private final UnsafeBuffer templates;
  private final long baseAddress;
  private long round;
  private int step;

  /**
   * Creates the templates for the beginning of all conversations.
   *
   * @param flows from 1 to 12 million
   * @param payloadBytes of each data segment, at least 1
   * @param memory of {@link #memoryBytes} bytes, off-heap
   */
  BlastFrames(int flows, int payloadBytes, UnsafeBuffer memory) {
    this(flows, payloadBytes, 0, memory);
  }

  /**
   * Like {@link #BlastFrames(int, int, UnsafeBuffer)}, with many servers.
   *
   * @param peers number of servers: each has one flow, and the last {@value #BUSY_PEERS} share the
   *     remaining flows; 0 for one server
   */
  BlastFrames(int flows, int payloadBytes, int peers, UnsafeBuffer memory) {
    this.flows = flows;
    this.payloadBytes = payloadBytes;
    this.templates = memory;
    this.baseAddress = memory.addressOffset();
    for (int flow = 0; flow < flows; flow++) {
      int client = CLIENTS + 1 + flow % CLIENT_ADDRESSES;
      int port = FIRST_CLIENT_PORT + flow / CLIENT_ADDRESSES;
      int server = peers == 0 ? SERVER : FIRST_PEER + peerOf(flow, peers);
      fill(offset(flow, true), client, port, server, SERVER_PORT, payloadBytes);
      fill(offset(flow, false), server, SERVER_PORT, client, port, 0);
    }
  }

  private static int peerOf(int flow, int peers) {
    return flow < peers ? flow : peers - 1 - flow % BUSY_PEERS;
  }

  /** The addresses of the busy peers, given the number of peers. */
  static List<String> busyPeers(int peers) {
    return IntStream.range(peers - BUSY_PEERS, peers)
        .map(peer -> FIRST_PEER + peer)
        .mapToObj(
            a -> (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255))
        .toList();
  }

  /** Allocates memory for this number of flows. */
  static int memoryBytes(int flows) {
    return Math.multiplyExact(flows, 2 * TEMPLATE_BYTES);
  }

  /** Advances all conversations to their next step. */
  void nextStep() {
    step++;
    if (step == STEPS) {
      step = 0;
      round++;
    }
  }

  /** Whether the frames of this step carry the payload. */
  boolean bearsPayload() {
    return step < STEPS - 1;
  }

  /**
   * Prepares the frame of a flow for this step. Its IP identification counts up, as on Linux.
   *
   * @param clockMs for the timestamps option
   * @return address of its {@link #HEADER_BYTES}
   */
  long prepare(int flow, int clockMs) {
    boolean data = bearsPayload();
    int at = offset(flow, data);
    int sent = (int) (round * (STEPS - 1) * payloadBytes);
    int seq = data ? 1 + sent + step * payloadBytes : 1;
    int ack = data ? 1 : 1 + sent + (STEPS - 1) * payloadBytes;
    templates.putInt(at + SEQ_OFFSET, seq, NETWORK);
    templates.putInt(at + ACK_OFFSET, ack, NETWORK);
    templates.putInt(at + TS_VAL_OFFSET, clockMs, NETWORK);
    templates.putInt(at + TS_ECR_OFFSET, clockMs, NETWORK);
    int identification = (int) (round * STEPS + step) & 0xFFFF;
    templates.putShort(at + IP_OFFSET + 4, (short) identification, NETWORK);
    templates.putShort(
        at + IP_OFFSET + 10,
        fold(templates.getInt(at + FIXED_IP_SUM_OFFSET) + identification),
        NETWORK);
    long sum = templates.getInt(at + FIXED_SUM_OFFSET);
    sum += halves(seq) + halves(ack) + 2 * halves(clockMs);
    templates.putShort(at + CHECKSUM_OFFSET, fold(sum), NETWORK);
    return baseAddress + at;
  }

  int flows() {
    return flows;
  }

  private int offset(int flow, boolean data) {
    return (2 * flow + (data ? 0 : 1)) * TEMPLATE_BYTES;
  }

  private void fill(int at, int src, int srcPort, int dst, int dstPort, int payload) {
    templates.setMemory(at, TEMPLATE_BYTES, (byte) 0);
    // Locally administered addresses of no host here, so the stack ignores the frames.
    templates.putLong(at, 0x0200_C612_0003_0200L, NETWORK);
    templates.putInt(at + 8, 0xC612_0004, NETWORK);
    templates.putShort(at + 12, (short) 0x0800, NETWORK);
    int length = HEADER_BYTES - IP_OFFSET + payload;
    templates.putShort(at + IP_OFFSET, (short) 0x4500, NETWORK);
    templates.putShort(at + IP_OFFSET + 2, (short) length, NETWORK);
    templates.putShort(at + IP_OFFSET + 6, (short) 0x4000, NETWORK);
    templates.putShort(at + IP_OFFSET + 8, (short) 0x4006, NETWORK);
    templates.putInt(at + IP_OFFSET + 12, src, NETWORK);
    templates.putInt(at + IP_OFFSET + 16, dst, NETWORK);
    templates.putInt(at + FIXED_IP_SUM_OFFSET, (int) sum(at + IP_OFFSET, 20));
    templates.putShort(at + TCP_OFFSET, (short) srcPort, NETWORK);
    templates.putShort(at + TCP_OFFSET + 2, (short) dstPort, NETWORK);
    templates.putShort(at + TCP_OFFSET + 12, (short) 0x8010, NETWORK);
    templates.putShort(at + TCP_OFFSET + 14, (short) 0x1000, NETWORK);
    templates.putInt(at + TCP_OFFSET + 20, 0x0101_080A, NETWORK);
    long pseudoHeader = halves(src) + halves(dst) + 6 + (HEADER_BYTES - TCP_OFFSET) + payload;
    templates.putInt(at + FIXED_SUM_OFFSET, (int) (pseudoHeader + sum(at + TCP_OFFSET, 32)));
  }

  private long sum(int at, int length) {
    long sum = 0;
    for (int i = 0; i < length; i += 2) {
      sum += templates.getShort(at + i, NETWORK) & 0xFFFF;
    }
    return sum;
  }

  private static long halves(int value) {
    long unsigned = value & 0xFFFF_FFFFL;
    return (unsigned >>> 16) + (unsigned & 0xFFFF);
  }

  /** RFC 1071: the complement of the sum with its carries. */
  private static short fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (short) ~folded;
  }
}
