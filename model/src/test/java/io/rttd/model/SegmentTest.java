package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {
  @Test
  void shouldCopyEveryField() throws Exception {
    Segment from = new Segment();
    int value = 1;
    for (Field field : fields()) {
      if (field.getType() == boolean.class) {
        field.setBoolean(from, true);
      } else if (field.getType() == long.class) {
        field.setLong(from, value++);
      } else {
        field.setInt(from, value++);
      }
    }
    from.sackCount = 0;
    from.addSackBlock(-2, -1);
    Segment to = new Segment();
    to.copyFrom(from);
    assertThat(to).usingRecursiveComparison().isEqualTo(from);
  }

  private static List<Field> fields() {
    return Arrays.stream(Segment.class.getFields())
        .filter(field -> !Modifier.isFinal(field.getModifiers()))
        .toList();
  }
}
