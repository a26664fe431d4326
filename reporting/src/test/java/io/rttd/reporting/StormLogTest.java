package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class StormLogTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> lines = new ArrayList<>();
  private final List<Throwable> stacks = new ArrayList<>();
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
        .isEqualTo("cannot send (and 999 more like this since the last one): refused again");
  }

  @Test
  void shouldNeedNoLoggerBeforeItLogs() {
    int[] asked = {0};
    StormLog lazy =
        new StormLog(
            () -> {
              asked[0]++;
              return new ListLogger();
            },
            () -> nowNs);
    assertThat(asked[0]).isZero();

    lazy.warn("cannot send");
    assertThat(asked[0]).isPositive();
    assertThat(lines).containsExactly("cannot send");
  }

  @Test
  void shouldLogWhatIsDifferent() {
    log.warn("cannot send", new IOException("a word"));
    log.warn("cannot send", new IllegalStateException("b"));
    log.warn("cannot close", new IOException("c word"));

    assertThat(lines)
        .containsExactly("cannot send: a word", "cannot send | b", "cannot close: c word");
  }

  @Test
  void shouldKeepTheStackOfADefectAndNotOfALibraryThatIsMissing() {
    NoSuchMethodError defect = new NoSuchMethodError("a method");
    log.warn("cannot send", defect);
    log.warn("cannot send", new UnsatisfiedLinkError("no jna here"));
    log.warn("cannot send", new NoClassDefFoundError("not a class"));

    assertThat(lines)
        .containsExactly(
            "cannot send | a method", "cannot send: no jna here", "cannot send: not a class");
    assertThat(stacks).as("of those at DEBUG").hasSize(2).doesNotContain(defect);
  }

  @Test
  void shouldNotMentionASuppressionThatWasNone() {
    log.warn("cannot send", new IOException("a word"));
    nowNs = 120 * SECOND;
    log.warn("cannot send", new IOException("b word"));

    assertThat(lines).containsExactly("cannot send: a word", "cannot send: b word");
  }

  @Test
  void shouldCollapseWarningsWithoutACause() {
    log.warn("late");
    log.warn("late");
    nowNs = 60 * SECOND;
    log.warn("late");

    assertThat(lines).containsExactly("late", "late (and 1 more like this since the last one)");
  }

  @Test
  void shouldTellInWordsWhatLiesOutsideTheProgramAndItsStackAtDebug() {
    Throwable unreachable = new PortUnreachableException();
    log.warn("DogStatsD accepts no data", unreachable);
    log.warn("cannot prepare", new IllegalStateException(new UnknownHostException("nowhere")));
    log.warn("no library", new UnsatisfiedLinkError("libx.so: cannot open shared object file"));

    assertThat(lines)
        .containsExactly(
            "DogStatsD accepts no data: port unreachable",
            "cannot prepare: unknown host: nowhere",
            "no library: libx.so: cannot open shared object file");
    assertThat(stacks).hasSize(3).startsWith(unreachable);
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
      if (level == Level.DEBUG) {
        stacks.add(thrown);
      } else {
        lines.add(thrown == null ? message : message + " | " + thrown.getMessage());
      }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... params) {
      throw new AssertionError("a warning needs its cause");
    }
  }
}
