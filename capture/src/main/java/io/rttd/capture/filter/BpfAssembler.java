package io.rttd.capture.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a classic BPF program with labels for its jump targets, which must follow their jumps. A
 * conditional jump reaches 255 instructions; a longer one becomes two instructions.
 */
final class BpfAssembler {
  static final int LOAD_WORD_AT = 0x20;
  static final int LOAD_HALF_AT = 0x28;
  static final int LOAD_BYTE_AT = 0x30;
  static final int LOAD_WORD_AT_X = 0x40;
  static final int LOAD_HALF_AT_X = 0x48;
  static final int LOAD_BYTE_AT_X = 0x50;
  static final int LOAD_LENGTH = 0x80;
  static final int LOAD = 0x00;
  static final int LOAD_X = 0x01;
  static final int LOAD_MEMORY = 0x60;
  static final int LOAD_X_MEMORY = 0x61;
  static final int STORE = 0x02;
  static final int STORE_X = 0x03;
  static final int ADD = 0x04;
  static final int ADD_X = 0x0C;
  static final int SUBTRACT_X = 0x1C;
  static final int MULTIPLY = 0x24;
  static final int AND = 0x54;
  static final int SHIFT_LEFT = 0x64;
  static final int SHIFT_RIGHT = 0x74;
  static final int XOR_X = 0xAC;
  static final int A_TO_X = 0x07;
  static final int X_TO_A = 0x87;
  static final int JUMP = 0x05;
  static final int JUMP_IF_EQUAL = 0x15;
  static final int JUMP_IF_AT_LEAST = 0x35;
  static final int JUMP_IF_ANY_SET = 0x45;
  static final int JUMP_IF_EQUAL_X = 0x1D;
  static final int RETURN = 0x06;
  static final int RETURN_A = 0x16;

  private static final int REACH = 0xFF;

  /** A position in the program, set by {@link BpfAssembler#label}. */
  static final class Label {
    private int line = -1;
  }

  private record Line(int code, int operand, Label target) {}

  private final List<Line> lines = new ArrayList<>();

  /** An instruction that does not jump: one of the codes above and its operand. */
  BpfAssembler add(int code, int operand) {
    lines.add(new Line(code, operand, null));
    return this;
  }

  /** Jumps to the label if A equals this number, continues with the next line otherwise. */
  BpfAssembler ifEqual(int value, Label target) {
    lines.add(new Line(JUMP_IF_EQUAL, value, target));
    return this;
  }

  /** Jumps to the label if A equals X, continues with the next line otherwise. */
  BpfAssembler ifEqualX(Label target) {
    lines.add(new Line(JUMP_IF_EQUAL_X, 0, target));
    return this;
  }

  /** Jumps to the label if A is at least this number, both unsigned. */
  BpfAssembler ifAtLeast(int value, Label target) {
    lines.add(new Line(JUMP_IF_AT_LEAST, value, target));
    return this;
  }

  /** Jumps to the label if A has any of these bits. */
  BpfAssembler ifAnySet(int bits, Label target) {
    lines.add(new Line(JUMP_IF_ANY_SET, bits, target));
    return this;
  }

  /** Jumps to the label. */
  BpfAssembler jump(Label target) {
    lines.add(new Line(JUMP, 0, target));
    return this;
  }

  /** Returns: keeps this many bytes of the packet; 0 drops it. */
  BpfAssembler keep(int bytes) {
    return add(RETURN, bytes);
  }

  /** Puts a label on the next line. */
  BpfAssembler label(Label label) {
    label.line = lines.size();
    return this;
  }

  /**
   * Returns the program; a label after the last line is the first instruction of an appended
   * program.
   */
  BpfProgram assemble() {
    int[] starts = layOut();
    long[] instructions = new long[starts[lines.size()]];
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      int at = starts[i];
      if (line.target == null) {
        instructions[at] = BpfProgram.instruction(line.code, 0, 0, line.operand);
      } else if (line.code == JUMP) {
        instructions[at] = jumpTo(starts, line.target, at);
      } else if (starts[i + 1] - at == 1) {
        int distance = starts[line.target.line] - at - 1;
        instructions[at] = BpfProgram.instruction(line.code, distance, 0, line.operand);
      } else {
        instructions[at] = BpfProgram.instruction(line.code, 0, 1, line.operand);
        instructions[at + 1] = jumpTo(starts, line.target, at + 1);
      }
    }
    return new BpfProgram(instructions);
  }

  private static long jumpTo(int[] starts, Label target, int at) {
    return BpfProgram.instruction(JUMP, 0, 0, starts[target.line] - at - 1);
  }

  /** Computes each line's position. A jump once found too short stays long, so this terminates. */
  private int[] layOut() {
    int[] lengths = new int[lines.size()];
    Arrays.fill(lengths, 1);
    int[] starts = new int[lines.size() + 1];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < lengths.length; i++) {
        starts[i + 1] = starts[i] + lengths[i];
      }
      for (int i = 0; i < lengths.length; i++) {
        Line line = lines.get(i);
        if (line.target != null && line.target.line <= i) {
          throw new IllegalStateException("line " + i + " does not jump down");
        }
        if (line.target != null
            && line.code != JUMP
            && lengths[i] == 1
            && starts[line.target.line] - starts[i] - 1 > REACH) {
          lengths[i] = 2;
          changed = true;
        }
      }
    }
    return starts;
  }
}
