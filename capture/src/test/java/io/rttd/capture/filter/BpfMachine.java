package io.rttd.capture.filter;

import java.nio.ByteBuffer;

/** Runs classic BPF programs as the kernel does, as far as the programs of the tests go. */
final class BpfMachine {
  private static final int KERNEL_PROTOCOL = -0x1000;
  private static final int LOAD_X_IP_LENGTH = 0xB1;
  private static final int JUMP_IF_GREATER = 0x25;

  private final BpfProgram program;
  private final ByteBuffer packet;
  private final int kernelProtocol;
  private final int packetType;
  private final int[] memory = new int[16];
  private int a;
  private int x;

  private BpfMachine(BpfProgram program, byte[] packet, int kernelProtocol, int packetType) {
    this.packetType = packetType;
    this.program = program;
    this.packet = ByteBuffer.wrap(packet);
    this.kernelProtocol = kernelProtocol;
  }

  /** Bytes that the program keeps of a packet; 0 where it reads beyond its end. */
  static int run(BpfProgram program, byte[] packet, int kernelProtocol) {
    return run(program, packet, kernelProtocol, 0);
  }

  /** As the kernel runs it for a packet of one of its types, e.g. {@code PACKET_OUTGOING}. */
  static int run(BpfProgram program, byte[] packet, int kernelProtocol, int packetType) {
    try {
      return new BpfMachine(program, packet, kernelProtocol, packetType).run();
    } catch (IndexOutOfBoundsException e) {
      return 0;
    }
  }

  private int run() {
    int i = 0;
    while (program.code(i) != BpfAssembler.RETURN && program.code(i) != BpfAssembler.RETURN_A) {
      i += 1 + step(i, program.code(i), program.operand(i));
    }
    return program.code(i) == BpfAssembler.RETURN ? program.operand(i) : a;
  }

  /** Executes one instruction; how many to skip then. */
  private int step(int i, int code, int k) {
    switch (code) {
      case BpfAssembler.LOAD_WORD_AT -> a = wordAt(k);
      case BpfAssembler.LOAD_HALF_AT -> a = packet.getShort(k) & 0xFFFF;
      case BpfAssembler.LOAD_BYTE_AT -> a = packet.get(k) & 0xFF;
      case BpfAssembler.LOAD_WORD_AT_X -> a = packet.getInt(x + k);
      case BpfAssembler.LOAD_HALF_AT_X -> a = packet.getShort(x + k) & 0xFFFF;
      case BpfAssembler.LOAD_BYTE_AT_X -> a = packet.get(x + k) & 0xFF;
      case BpfAssembler.LOAD_X -> x = k;
      case LOAD_X_IP_LENGTH -> x = (packet.get(k) & 0xF) * 4;
      case BpfAssembler.LOAD_LENGTH -> a = packet.capacity();
      case BpfAssembler.LOAD_A -> a = k;
      case BpfAssembler.LOAD_A_FROM_MEMORY -> a = memory[k];
      case BpfAssembler.LOAD_X_FROM_MEMORY -> x = memory[k];
      case BpfAssembler.STORE_A -> memory[k] = a;
      case BpfAssembler.STORE_X -> memory[k] = x;
      case BpfAssembler.AND -> a &= k;
      case BpfAssembler.SHIFT_LEFT -> a <<= k;
      case BpfAssembler.SHIFT_RIGHT -> a >>>= k;
      case BpfAssembler.ADD -> a += k;
      case BpfAssembler.ADD_X -> a += x;
      case BpfAssembler.SUBTRACT_X -> a -= x;
      case BpfAssembler.X_TO_A -> a = x;
      case BpfAssembler.A_TO_X -> x = a;
      case BpfAssembler.JUMP -> {
        return k;
      }
      default -> {
        return jumps(code, k) ? program.jumpTrue(i) : program.jumpFalse(i);
      }
    }
    return 0;
  }

  private int wordAt(int k) {
    return switch (k) {
      case KERNEL_PROTOCOL -> kernelProtocol;
      case HeaderSnap.PACKET_TYPE -> packetType;
      default -> packet.getInt(k);
    };
  }

  private boolean jumps(int code, int k) {
    return switch (code) {
      case BpfAssembler.JUMP_IF_EQUAL -> a == k;
      case BpfAssembler.JUMP_IF_EQUAL_X -> a == x;
      case BpfAssembler.JUMP_IF_AT_LEAST -> Integer.compareUnsigned(a, k) >= 0;
      case JUMP_IF_GREATER -> Integer.compareUnsigned(a, k) > 0;
      case BpfAssembler.JUMP_IF_ANY_SET -> (a & k) != 0;
      default -> throw new AssertionError("instruction code " + code);
    };
  }
}
