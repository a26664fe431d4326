package io.rttd.capture.filter;

import io.rttd.capture.filter.BpfAssembler.Label;
import io.rttd.config.Cidr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Writes the part of a filter program that looks up an address or number in a list: word by word,
 * by binary search within a word, so a long list costs little per packet.
 */
final class AddressMatch {
  /** Below this many numbers, a linear search is shortest. */
  private static final int LINEAR = 8;

  private final BpfAssembler program;

  AddressMatch(BpfAssembler program) {
    this.program = program;
  }

  /**
   * Jumps to {@code hit} if the address at X + offset is in one of the blocks, which have the same
   * address family; continues otherwise.
   */
  void address(int offset, List<Cidr> blocks, Label hit) {
    if (!blocks.isEmpty()) {
      word(offset, 0, blocks, hit);
    }
  }

  /** Jumps to {@code hit} if A is one of the numbers; continues otherwise. */
  void number(List<Integer> numbers, Label hit) {
    NavigableMap<Integer, Label> targets = sorted();
    numbers.forEach(number -> targets.put(number, hit));
    Label miss = new Label();
    search(targets, miss);
    program.label(miss);
  }

  private void word(int offset, int index, List<Cidr> blocks, Label hit) {
    Map<Integer, NavigableMap<Integer, Label>> endHere = new TreeMap<>();
    NavigableMap<Integer, List<Cidr>> goOn = sorted();
    for (Cidr block : blocks) {
      int value = ByteBuffer.wrap(block.address().getAddress()).getInt(index * Integer.BYTES);
      int bits = block.prefixLength() - index * Integer.SIZE;
      if (bits > Integer.SIZE) {
        goOn.computeIfAbsent(value, any -> new ArrayList<>()).add(block);
      } else {
        int mask = bits == 0 ? 0 : -1 << (Integer.SIZE - bits);
        endHere.computeIfAbsent(mask, any -> sorted()).put(value, hit);
      }
    }
    endHere.forEach((mask, targets) -> masked(offset, mask, targets));
    if (!goOn.isEmpty()) {
      nextWord(offset, index, goOn, hit);
    }
  }

  private void masked(int offset, int mask, NavigableMap<Integer, Label> targets) {
    program.add(BpfAssembler.LOAD_WORD_AT_X, offset);
    if (mask != -1) {
      program.add(BpfAssembler.AND, mask);
    }
    Label miss = new Label();
    search(targets, miss);
    program.label(miss);
  }

  private void nextWord(int offset, int index, NavigableMap<Integer, List<Cidr>> goOn, Label hit) {
    Label miss = new Label();
    NavigableMap<Integer, Label> targets = sorted();
    goOn.keySet().forEach(value -> targets.put(value, new Label()));
    program.add(BpfAssembler.LOAD_WORD_AT_X, offset);
    search(targets, miss);
    targets.forEach(
        (value, label) -> {
          program.label(label);
          word(offset + Integer.BYTES, index + 1, goOn.get(value), hit);
          program.jump(miss);
        });
    program.label(miss);
  }

  /** Jumps to a target or to {@code miss}; never falls through. */
  private void search(NavigableMap<Integer, Label> targets, Label miss) {
    if (targets.size() > LINEAR) {
      Integer middle = List.copyOf(targets.keySet()).get(targets.size() / 2);
      Label upper = new Label();
      program.ifAtLeast(middle, upper);
      search(targets.headMap(middle, false), miss);
      program.label(upper);
      search(targets.tailMap(middle, true), miss);
      return;
    }
    if (targets.values().stream().distinct().count() == 1) {
      // Targets are far: one long jump serves all.
      Label found = new Label();
      targets.keySet().forEach(value -> program.ifEqual(value, found));
      program.jump(miss).label(found).jump(targets.firstEntry().getValue());
    } else {
      targets.forEach(program::ifEqual);
      program.jump(miss);
    }
  }

  private static <T> NavigableMap<Integer, T> sorted() {
    return new TreeMap<>(Integer::compareUnsigned);
  }
}
