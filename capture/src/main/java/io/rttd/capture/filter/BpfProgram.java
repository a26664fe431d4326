package io.rttd.capture.filter;

import io.rttd.capture.natives.NativeStruct;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * A classic BPF program, as SO_ATTACH_FILTER takes it. It returns how many bytes of a packet the
 * kernel keeps; 0 drops it.
 *
 * <p>An instruction is a long: code in the top 16 bits, jump offsets for true and false in the next
 * 8 each, the operand in the low 32. Immutable, provided that the caller does not change the array.
 */
public final class BpfProgram {
  /** Bytes of {@code struct sock_filter}. */
  static final int INSTRUCTION_LENGTH = 8;

  /** The kernel rejects longer programs (BPF_MAXINSNS). */
  static final int MAX_INSTRUCTIONS = 4096;

  private static final int CODE_OFFSET = 0;
  private static final int JUMP_TRUE_OFFSET = 2;
  private static final int JUMP_FALSE_OFFSET = 3;
  private static final int OPERAND_OFFSET = 4;

  private final long[] instructions;

  BpfProgram(long[] instructions) {
    this.instructions = instructions;
  }

  /** Packs one instruction. */
  static long instruction(int code, int jumpTrue, int jumpFalse, int operand) {
    return ((long) code << 48)
        | ((jumpTrue & 0xFFL) << 40)
        | ((jumpFalse & 0xFFL) << 32)
        | (operand & 0xFFFF_FFFFL);
  }

  /** Copies the {@code struct sock_filter} array (or the identical bpf_insn) in a buffer. */
  static BpfProgram read(DirectBuffer buffer, int length) {
    long[] instructions = new long[length];
    for (int i = 0; i < length; i++) {
      int at = i * INSTRUCTION_LENGTH;
      instructions[i] =
          instruction(
              buffer.getShort(at + CODE_OFFSET) & 0xFFFF,
              buffer.getByte(at + JUMP_TRUE_OFFSET),
              buffer.getByte(at + JUMP_FALSE_OFFSET),
              buffer.getInt(at + OPERAND_OFFSET));
    }
    return new BpfProgram(instructions);
  }

  /** This program and then the other one, for a program that may fall through its last line. */
  BpfProgram followedBy(BpfProgram other) {
    long[] both = Arrays.copyOf(instructions, instructions.length + other.instructions.length);
    System.arraycopy(other.instructions, 0, both, instructions.length, other.instructions.length);
    return new BpfProgram(both);
  }

  /** This program, continuing with the other one instead of keeping a packet. */
  BpfProgram acceptingInto(BpfProgram other) {
    long[] changed = instructions.clone();
    for (int i = 0; i < changed.length; i++) {
      if (code(i) == BpfAssembler.RETURN && operand(i) != 0) {
        changed[i] = instruction(BpfAssembler.JUMP, 0, 0, changed.length - i - 1);
      }
    }
    return new BpfProgram(changed).followedBy(other);
  }

  /** Number of instructions. */
  public int length() {
    return instructions.length;
  }

  /** Copies the program to memory that a system call can read. */
  public NativeStruct toNative() {
    NativeStruct memory = new NativeStruct(instructions.length * INSTRUCTION_LENGTH);
    for (int i = 0; i < instructions.length; i++) {
      int at = i * INSTRUCTION_LENGTH;
      memory.fields().putShort(at + CODE_OFFSET, (short) code(i));
      memory.fields().putByte(at + JUMP_TRUE_OFFSET, (byte) jumpTrue(i));
      memory.fields().putByte(at + JUMP_FALSE_OFFSET, (byte) jumpFalse(i));
      memory.fields().putInt(at + OPERAND_OFFSET, operand(i));
    }
    return memory;
  }

  int code(int i) {
    return (int) (instructions[i] >>> 48);
  }

  int jumpTrue(int i) {
    return (int) (instructions[i] >>> 40) & 0xFF;
  }

  int jumpFalse(int i) {
    return (int) (instructions[i] >>> 32) & 0xFF;
  }

  int operand(int i) {
    return (int) instructions[i];
  }
}
