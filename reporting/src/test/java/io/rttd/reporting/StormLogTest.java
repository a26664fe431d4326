package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class StormLogTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> lines = new ArrayList<>();
  private long nowNs;
  private final StormLog log = new StormLog(new ListLogger(), () -> nowNs);

  @Test
  void shouldLogTheFirstAndCountTheRestOfAMinute() {
    for (int i = 0; i < 1000; i++) {
      log.warn("cannot send", new IOException("refused " + i));
    }
    assertThat(lines).containsExactly("cannot send: refused 0");

    nowNs = 61 * SECOND;
    log.warn("cannot send", new IOException("refused again"));
    assertThat(lines)
        .hasSize(2)
        .last()
        .isEqualTo("cannot send (and 999 times more since the last such line): refused again");
  }

  @Test
  void shouldLogWhatIsDifferent() {
    log.warn("cannot send", new IOException("a"));
    log.warn("cannot send", new IllegalStateException("b"));
    log.warn("cannot close", new IOException("c"));

    assertThat(lines).containsExactly("cannot send: a", "cannot send: b", "cannot close: c");
  }

  @Test
  void shouldNotMentionASuppressionThatWasNone() {
    log.warn("cannot send", new IOException("a"));
    nowNs = 120 * SECOND;
    log.warn("cannot send", new IOException("b"));

    assertThat(lines).containsExactly("cannot send: a", "cannot send: b");
  }

  @Test
  void shouldCollapseWarningsWithoutACause() {
    log.warn("late");
    log.warn("late");
    nowNs = 60 * SECOND;
    log.warn("late");

    assertThat(lines).containsExactly("late", "late (and 1 times more since the last such line)");
  }

  private final class ListLogger implements Logger {
    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      lines.add(thrown == null ? message : message + ": " + thrown.getMessage());
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... params) {
      throw new AssertionError("a warning needs its cause");
    }
  }
}
