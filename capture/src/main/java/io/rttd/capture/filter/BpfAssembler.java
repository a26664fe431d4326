package io.rttd.capture.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a classic BPF program with names for its jump targets. A target lies below its jump, at
 * most 255 instructions away.
 */
final class BpfAssembler {
  static final int LOAD_WORD_AT = 0x20;
  static final int LOAD_HALF_AT = 0x28;
  static final int LOAD_BYTE_AT = 0x30;
  static final int LOAD_BYTE_AT_X = 0x50;
  static final int LOAD_X = 0x01;
  static final int JUMP = 0x05;
  static final int JUMP_IF_EQUAL = 0x15;
  static final int RETURN = 0x06;

  private record Line(int code, int operand, String target) {}

  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();

  /** A = the 4 bytes at this offset, or one of the kernel's extensions (SKF_AD_OFF). */
  BpfAssembler loadWordAt(int offset) {
    return add(LOAD_WORD_AT, offset, "");
  }

  /** A = the 2 bytes at this offset. */
  BpfAssembler loadHalfAt(int offset) {
    return add(LOAD_HALF_AT, offset, "");
  }

  /** A = the byte at X + this offset. */
  BpfAssembler loadByteAtX(int offset) {
    return add(LOAD_BYTE_AT_X, offset, "");
  }

  /** X = this number. */
  BpfAssembler loadX(int value) {
    return add(LOAD_X, value, "");
  }

  /** Goes to the label if A is this number, on to the next line otherwise. */
  BpfAssembler ifEqual(int value, String label) {
    return add(JUMP_IF_EQUAL, value, label);
  }

  /** Goes to the label. */
  BpfAssembler jump(String label) {
    return add(JUMP, 0, label);
  }

  /** Keeps this many bytes of the packet. */
  BpfAssembler keep(int bytes) {
    return add(RETURN, bytes, "");
  }

  /** Names the next line. */
  BpfAssembler label(String name) {
    labels.put(name, lines.size());
    return this;
  }

  BpfProgram assemble() {
    long[] instructions = new long[lines.size()];
    for (int i = 0; i < instructions.length; i++) {
      Line line = lines.get(i);
      int distance = line.target.isEmpty() ? 0 : labels.get(line.target) - i - 1;
      if (distance < 0 || distance > 0xFF) {
        throw new IllegalStateException("cannot jump to " + line.target);
      }
      instructions[i] =
          line.code == JUMP
              ? BpfProgram.instruction(JUMP, 0, 0, distance)
              : BpfProgram.instruction(line.code, distance, 0, line.operand);
    }
    return new BpfProgram(instructions);
  }

  private BpfAssembler add(int code, int operand, String target) {
    lines.add(new Line(code, operand, target));
    return this;
  }
}
