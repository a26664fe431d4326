package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "ab, ba, 2"})
  void shouldCountEdits(String from, String to, int edits) {
    assertThat(Spelling.edits(from, to)).isEqualTo(edits);
  }

  @Test
  void shouldPreferTheNearestCandidate() {
    assertThat(Spelling.nearest("tag", Stream.of("tap", "tags", "mode"))).contains("tap");
    assertThat(Spelling.nearest("tagss", Stream.of("tap", "tags", "mode"))).contains("tags");
  }

  @Test
  void shouldNotGuessAtRandom() {
    assertThat(Spelling.nearest("xyz", Stream.of("ips", "mode"))).isEmpty();
    assertThat(Spelling.nearest("x".repeat(100_000), Stream.of("ips"))).isEmpty();
  }
}
