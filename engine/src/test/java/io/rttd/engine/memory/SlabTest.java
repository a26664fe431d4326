package io.rttd.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlabTest {
  @Test
  void shouldGiveEachRecordItsOwnBytesAcrossChunks() {
    Slab slab = new Slab(64, 50_000);
    for (int i = 0; i < 50_000; i++) {
      int record = slab.allocate();
      slab.buffer(record).setMemory(slab.offset(record), 64, (byte) record);
    }
    for (int record = 0; record < 50_000; record++) {
      assertThat(slab.buffer(record).getByte(slab.offset(record))).isEqualTo((byte) record);
      assertThat(slab.buffer(record).getByte(slab.offset(record) + 63)).isEqualTo((byte) record);
    }
  }

  @Test
  void shouldStopAtItsCapAndGoOnWhenRecordsComeBack() {
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
