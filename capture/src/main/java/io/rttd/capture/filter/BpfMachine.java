package io.rttd.capture.filter;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Runs a classic BPF program on packets in memory, as the kernel would, for captures that the
 * kernel does not filter. Like the kernel, it drops a packet if the program reads beyond its end or
 * has an invalid instruction. Allocates nothing. One thread.
 */
final class BpfMachine {
  /** SKF_NET_OFF; packets here begin with their network header if a program uses it. */
  private static final int NETWORK_HEADER = -0x10_0000;

  /** SKF_AD_OFF + SKF_AD_PROTOCOL: the ethertype, which the kernel provides beside the packet. */
  private static final int KERNEL_PROTOCOL = -0x1000;

  private static final int NO_PROTOCOL = 0;
  private static final int PACKET_HOST = 0;
  private static final int MEMORY_WORDS = 16;
  private static final int REJECT = 0;

  private static final int CLASS_MASK = 0x07;
  private static final int CLASS_LOAD = 0x00;
  private static final int CLASS_LOAD_X = 0x01;
  private static final int CLASS_STORE = 0x02;
  private static final int CLASS_STORE_X = 0x03;
  private static final int CLASS_ARITHMETIC = 0x04;
  private static final int CLASS_JUMP = 0x05;
  private static final int CLASS_RETURN = 0x06;
  private static final int CLASS_TRANSFER = 0x07;

  private static final int MODE_MASK = 0xE0;
  private static final int MODE_IMMEDIATE = 0x00;
  private static final int MODE_AT = 0x20;
  private static final int MODE_AT_X = 0x40;
  private static final int MODE_MEMORY = 0x60;
  private static final int MODE_LENGTH = 0x80;
  private static final int MODE_IP_LENGTH = 0xA0;

  private static final int SIZE_MASK = 0x18;
  private static final int SIZE_WORD = 0x00;
  private static final int SIZE_HALF = 0x08;

  private static final int OPERATION_MASK = 0xF0;
  private static final int OPERAND_X = 0x08;
  private static final int RETURN_A = 0x10;
  private static final int TO_A = 0x80;

  private final BpfProgram program;
  private final int kernelProtocol;
  private final int packetType;
  private final int[] memory = new int[MEMORY_WORDS];
  private DirectBuffer buffer;
  private int offset;
  private int captured;
  private int original;
  private int a;
  private int x;
  private boolean rejected;

  BpfMachine(BpfProgram program) {
    this(program, NO_PROTOCOL, PACKET_HOST);
  }

  /** Creates a machine for packets with this ethertype and direction. */
  private BpfMachine(BpfProgram program, int kernelProtocol, int packetType) {
    this.packetType = packetType;
    this.program = program;
    this.kernelProtocol = kernelProtocol;
  }

  /** Runs a cooked socket's program on one packet. */
  static int run(BpfProgram program, byte[] packet, int kernelProtocol) {
    return run(program, packet, kernelProtocol, PACKET_HOST);
  }

  /** Runs a program on one packet of one of the kernel's types, e.g. PACKET_OUTGOING. */
  static int run(BpfProgram program, byte[] packet, int kernelProtocol, int packetType) {
    return new BpfMachine(program, kernelProtocol, packetType)
        .run(new UnsafeBuffer(packet), 0, packet.length, packet.length);
  }

  /**
   * Runs the program.
   *
   * @param capturedLength captured bytes of the packet
   * @param originalLength its bytes on the wire
   * @return number of bytes to keep; 0: none
   */
  int run(DirectBuffer packet, int packetOffset, int capturedLength, int originalLength) {
    buffer = packet;
    offset = packetOffset;
    captured = capturedLength;
    original = originalLength;
    a = 0;
    x = 0;
    rejected = false;
    int i = 0;
    while (i < program.length() && !rejected) {
      int code = program.code(i);
      if ((code & CLASS_MASK) == CLASS_RETURN) {
        return (code & SIZE_MASK) == RETURN_A ? a : program.operand(i);
      }
      i += 1 + step(i, code, program.operand(i));
    }
    return REJECT;
  }

  /** Executes one instruction; returns how many to skip then. */
  private int step(int i, int code, int k) {
    switch (code & CLASS_MASK) {
      case CLASS_LOAD -> a = load(code, k);
      case CLASS_LOAD_X -> x = load(code, k);
      case CLASS_STORE -> memory[k & (MEMORY_WORDS - 1)] = a;
      case CLASS_STORE_X -> memory[k & (MEMORY_WORDS - 1)] = x;
      case CLASS_ARITHMETIC -> a = compute(code & OPERATION_MASK, operand(code, k));
      case CLASS_TRANSFER -> {
        if ((code & TO_A) == 0) {
          x = a;
        } else {
          a = x;
        }
      }
      case CLASS_JUMP -> {
        int operation = code & OPERATION_MASK;
        if (operation == 0) {
          return k;
        }
        return jumps(operation, operand(code, k)) ? program.jumpTrue(i) : program.jumpFalse(i);
      }
      default -> rejected = true;
    }
    return 0;
  }

  private int operand(int code, int k) {
    return (code & OPERAND_X) == 0 ? k : x;
  }

  private int load(int code, int k) {
    return switch (code & MODE_MASK) {
      case MODE_IMMEDIATE -> k;
      case MODE_AT -> at(code, k);
      case MODE_AT_X -> read(code & SIZE_MASK, (long) k + (x & 0xFFFF_FFFFL));
      case MODE_MEMORY -> memory[k & (MEMORY_WORDS - 1)];
      case MODE_LENGTH -> original;
      case MODE_IP_LENGTH -> (read(SIZE_MASK, k) & 0xF) * 4;
      default -> reject();
    };
  }

  private int at(int code, int k) {
    return switch (k) {
      case KERNEL_PROTOCOL -> kernelProtocol;
      case HeaderSnap.PACKET_TYPE -> packetType;
      default -> read(code & SIZE_MASK, k);
    };
  }

  private int read(int size, long fromX) {
    long at = fromX < 0 && fromX >= NETWORK_HEADER ? fromX - NETWORK_HEADER : fromX;
    int bytes = size == SIZE_WORD ? Integer.BYTES : size == SIZE_HALF ? Short.BYTES : Byte.BYTES;
    if (at < 0 || at + bytes > captured) {
      return reject();
    }
    int index = offset + (int) at;
    return switch (bytes) {
      case Integer.BYTES -> buffer.getInt(index, ByteOrder.BIG_ENDIAN);
      case Short.BYTES -> buffer.getShort(index, ByteOrder.BIG_ENDIAN) & 0xFFFF;
      default -> buffer.getByte(index) & 0xFF;
    };
  }

  private int compute(int operation, int k) {
    return switch (operation) {
      case 0x00 -> a + k;
      case 0x10 -> a - k;
      case 0x20 -> a * k;
      case 0x30 -> k == 0 ? reject() : Integer.divideUnsigned(a, k);
      case 0x40 -> a | k;
      case 0x50 -> a & k;
      case 0x60 -> (k & ~31) == 0 ? a << k : 0;
      case 0x70 -> (k & ~31) == 0 ? a >>> k : 0;
      case 0x80 -> -a;
      case 0x90 -> k == 0 ? reject() : Integer.remainderUnsigned(a, k);
      case 0xA0 -> a ^ k;
      default -> reject();
    };
  }

  private boolean jumps(int operation, int k) {
    return switch (operation) {
      case 0x10 -> a == k;
      case 0x20 -> Integer.compareUnsigned(a, k) > 0;
      case 0x30 -> Integer.compareUnsigned(a, k) >= 0;
      case 0x40 -> (a & k) != 0;
      default -> reject() != REJECT;
    };
  }

  private int reject() {
    rejected = true;
    return REJECT;
  }
}
