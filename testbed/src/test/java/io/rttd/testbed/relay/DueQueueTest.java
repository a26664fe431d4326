package io.rttd.testbed.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DueQueueTest {
  private record Entry(long dueNs, int slot) {}

  @Test
  void shouldGiveTheSoonestFirst() {
    DueQueue queue = new DueQueue(4);
    queue.add(30, 1);
    queue.add(10, 2);
    queue.add(20, 3);

    assertThat(queue.nextDueNs()).isEqualTo(10);
    assertThat(queue.remove()).isEqualTo(2);
    assertThat(queue.remove()).isEqualTo(3);
    assertThat(queue.remove()).isEqualTo(1);
    assertThat(queue.nextDueNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldKeepTheOrderOfFramesThatAreDueTogether() {
    DueQueue queue = new DueQueue(100);
    for (int slot = 0; slot < 100; slot++) {
      queue.add(slot < 50 ? 7 : 5, slot);
    }
    List<Integer> slots = drain(queue);

    assertThat(slots.subList(0, 50)).isSorted().startsWith(50);
    assertThat(slots.subList(50, 100)).isSorted().startsWith(0);
  }

  @Test
  void shouldRefuseWhatDoesNotFit() {
    DueQueue queue = new DueQueue(1);

    assertThat(queue.add(1, 1)).isTrue();
    assertThat(queue.add(0, 2)).isFalse();
    assertThat(queue.remove()).isEqualTo(1);
    assertThatThrownBy(queue::remove).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldAgreeWithASortedListOnRandomTraffic() {
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 200; round++) {
      DueQueue queue = new DueQueue(256);
      List<Entry> model = new ArrayList<>();
      List<Integer> out = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      for (int slot = 0; slot < 256; slot++) {
        long due = random.nextInt(50);
        queue.add(due, slot);
        model.add(new Entry(due, slot));
        if (random.nextInt(3) == 0) {
          // A stable sort keeps equals in the order of arrival.
          model.sort(Comparator.comparingLong(Entry::dueNs));
          expected.add(model.remove(0).slot());
          out.add(queue.remove());
        }
      }
      model.sort(Comparator.comparingLong(Entry::dueNs));
      model.forEach(entry -> expected.add(entry.slot()));
      out.addAll(drain(queue));
      assertThat(out).isEqualTo(expected);
    }
  }

  private static List<Integer> drain(DueQueue queue) {
    List<Integer> slots = new ArrayList<>();
    while (queue.size() > 0) {
      slots.add(queue.remove());
    }
    return slots;
  }
}
