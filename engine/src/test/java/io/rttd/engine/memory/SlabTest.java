package io.rttd.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;

class SlabTest {
  @Test
  void shouldGiveEachRecordItsOwnBytesAcrossChunks() {
    Slab slab = new Slab(64, 50_000);
    for (int i = 0; i < 50_000; i++) {
      int record = slab.allocate();
      UnsafeApi.setMemory(slab.address(record), 64, (byte) record);
    }
    for (int record = 0; record < 50_000; record++) {
      assertThat(UnsafeApi.getByte(slab.address(record))).isEqualTo((byte) record);
      assertThat(UnsafeApi.getByte(slab.address(record) + 63)).isEqualTo((byte) record);
    }
  }

  @Test
  void shouldStopAtItsCapAndContinueWhenRecordsComeBack() {
    Slab slab = new Slab(8, 3);
    Set<Integer> records = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      records.add(slab.allocate());
    }
    assertThat(records).hasSize(3);
    assertThat(slab.allocate()).isEqualTo(Slab.NIL);
    slab.free(1);
    assertThat(slab.allocate()).isEqualTo(1);
    assertThat(slab.used()).isEqualTo(3);
  }

  @Test
  void shouldLeaveRecordsToOthersOnceMemoryEnds() {
    Slab slab = new Slab(8, 64);
    for (int i = 0; i < 48; i++) {
      assertThat(slab.allocateLeaving(2)).isNotEqualTo(Slab.NIL);
    }
    assertThat(slab.allocateLeaving(2)).isEqualTo(Slab.NIL);
    for (int i = 0; i < 8; i++) {
      assertThat(slab.allocateLeaving(1)).isNotEqualTo(Slab.NIL);
    }
    assertThat(slab.allocateLeaving(1)).isEqualTo(Slab.NIL);
    for (int i = 0; i < 8; i++) {
      assertThat(slab.allocate()).isNotEqualTo(Slab.NIL);
    }
    assertThat(slab.allocate()).isEqualTo(Slab.NIL);
    slab.free(5);
    assertThat(slab.allocateLeaving(1)).isEqualTo(Slab.NIL);
    assertThat(slab.allocate()).isEqualTo(5);
  }

  @Test
  void shouldTakeMoreMemoryBeforeItRefusesAnyone() {
    MemoryBudget budget = new MemoryBudget(1 << 20);
    Slab slab = new Slab(64, 0, 1 << 20, budget.share(1 << 16));
    int taken = 0;
    while (slab.allocateLeaving(1) != Slab.NIL) {
      taken++;
    }
    int records = (1 << 20) / 64;
    assertThat(taken).isBetween(records * 7 / 8 - 1, records * 7 / 8 + 1);
    assertThat(slab.allocate()).isNotEqualTo(Slab.NIL);
  }

  @Test
  void shouldReuseTheRecordThatWasFreedLast() {
    Slab slab = new Slab(16, 10);
    for (int i = 0; i < 5; i++) {
      slab.allocate();
    }
    slab.free(0);
    slab.free(3);
    assertThat(slab.allocate()).isEqualTo(3);
    assertThat(slab.allocate()).isZero();
    assertThat(slab.allocate()).isEqualTo(5);
  }

  @Test
  void shouldTakeMemoryOnlyWhenItIsNeeded() {
    Slab slab = new Slab(64, 1_000_000);
    assertThat(slab.bytes()).isZero();
    slab.allocate();
    assertThat(slab.bytes()).isBetween(1L, 2L << 20);
  }

  @Test
  void shouldTakeNoMoreThanItsBudgetGives() {
    MemoryBudget budget = new MemoryBudget(100_000);
    MemoryBudget.Share share = budget.share(60_000);
    Slab slab = new Slab(64, 36, 1_000_000, share);
    int records = 0;
    while (slab.allocate() != Slab.NIL) {
      records++;
    }
    assertThat(share.takenBytes()).isEqualTo(records * 100L).isBetween(90_000L, 100_000L);
    slab.free(7);
    assertThat(slab.allocate()).isEqualTo(7);
  }

  @Test
  void shouldRefuseRecordsThatWouldNotBeAligned() {
    assertThatThrownBy(() -> new Slab(12, 10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Slab(16, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
