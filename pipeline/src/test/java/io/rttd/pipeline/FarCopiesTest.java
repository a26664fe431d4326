package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FarCopiesTest {
  private static final int MANY = 2 * (FarCopies.FIRST + FarCopies.ROW + FarCopies.PAUSE);
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final long APART_NS = 20_000_000;
  private static final int HERE = 1;
  private static final int THERE = 2;

  private final FarCopies copies = new FarCopies();
  private long number;

  @Test
  void shouldCountEachCopyWhereThereAreCopiesFromTheFirst() {
    passTwice(MANY);

    assertThat(copies.count()).isEqualTo(MANY);
    assertThat(copies.apartNs()).isEqualTo(MANY * APART_NS);
  }

  @Test
  void shouldCountEachCopyAmongTheFirstSegments() {
    pass(FarCopies.FIRST - 20);
    passTwice(10);

    assertThat(copies.count()).isEqualTo(10);
  }

  @Test
  void shouldMissAtMostAPauseOfCopiesThatBeginLate() {
    pass(MANY);
    passTwice(MANY);

    assertThat(copies.count()).isBetween(MANY - FarCopies.PAUSE / 2L - 1, MANY - 1L);
  }

  @Test
  void shouldLookAtASixteenthWhereCopiesAreRare() {
    pass(FarCopies.FIRST);
    long before = copies.count();
    int rounds = (FarCopies.ROW + FarCopies.PAUSE) / 256;
    for (int i = 0; i < rounds; i++) {
      passTwice(1);
      pass(254);
    }

    assertThat(copies.count() - before).isEqualTo(rounds / 16);
  }

  private void passTwice(int segments) {
    for (int i = 0; i < segments; i++) {
      long hash = ++number * SPREAD;
      copies.onSegment(hash, NOW, HERE);
      copies.onSegment(hash, NOW + APART_NS, THERE);
    }
  }

  private void pass(int segments) {
    for (int i = 0; i < segments; i++) {
      copies.onSegment(++number * SPREAD, NOW, HERE);
    }
  }
}
