package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CaptureCounterTest {
  @Test
  void shouldNameNoTwoCountersAlike() {
    assertThat(Stream.of(CaptureCounter.values()).map(CaptureCounter::id)).doesNotHaveDuplicates();
    assertThat(Stream.of(CaptureCounter.values()).map(CaptureCounter::label))
        .doesNotHaveDuplicates();
  }

  /** Ids of one word, such as {@code bytes}, are the names of other things as well. */
  @Test
  void shouldBeNamedNowhereElseInMainCode() throws IOException {
    Stream<String> names =
        Stream.of(CaptureCounter.values())
            .flatMap(counter -> Stream.of(counter.metric(), '"' + counter.id() + '"'))
            .filter(name -> name.contains("_") || !name.startsWith("\""));
    String any = names.map(Pattern::quote).collect(Collectors.joining("|"));
    List<String> files = new ArrayList<>();
    for (Path folder : mainCode()) {
      try (Stream<Path> paths = Files.walk(folder)) {
        paths
            .filter(path -> path.toString().endsWith(".java"))
            .filter(path -> Pattern.compile(any).matcher(text(path)).find())
            .forEach(path -> files.add(path.getFileName().toString()));
      }
    }
    assertThat(files).containsExactly("CaptureCounter.java");
  }

  private static List<Path> mainCode() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldSayWhatToDoWhenACaptureDoesNotKeepUp() {
    assertThat(CaptureCounter.ofKind(CaptureCounter.Kind.HEALTH))
        .isNotEmpty()
        .allMatch(counter -> counter.advice().isPresent());
  }

  @Test
  void shouldCountCounterByCounter() {
    CaptureCounts before = CaptureCounts.of(counter -> counter.ordinal());
    CaptureCounts later = before.with(CaptureCounter.NOT_LOCAL, 100);

    assertThat(later.minus(before).get(CaptureCounter.NOT_LOCAL))
        .isEqualTo(100 - CaptureCounter.NOT_LOCAL.ordinal());
    assertThat(later.minus(before).plus(before)).isEqualTo(later).hasSameHashCodeAs(later);
    assertThat(later.minus(later)).isEqualTo(CaptureCounts.NONE);
    assertThat(CaptureCounts.NONE.with(CaptureCounter.NOT_TCP, 3)).hasToString("{not_tcp=3}");
  }
}
