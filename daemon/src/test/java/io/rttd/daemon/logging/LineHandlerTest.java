package io.rttd.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LineHandlerTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<String> complaints = new ArrayList<>();
  private final RecentWarnings warnings = new RecentWarnings();
  private boolean full;

  private final LineHandler handler =
      new LineHandler(
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              if (full) {
                throw new IOException("No space left on device");
              }
              written.write(b);
            }
          },
          LineFormatter.forJournal(),
          warnings,
          complaints::add);

  @Test
  void shouldTellTheJournalItsPriorities() {
    log(Level.SEVERE, "bad");
    log(Level.WARNING, "odd");
    log(Level.INFO, "well");

    assertThat(lines()).containsExactly("<3>bad", "<4>odd", "<6>well");
    assertThat(warnings.lines())
        .extracting(RecentWarnings.Line::text)
        .containsExactly("bad", "odd");
    assertThat(warnings.lines()).extracting(RecentWarnings.Line::level).contains("ERROR", "WARN");
  }

  @Tag("fault")
  @Test
  void shouldSayOnceThatTheDiskIsFullAndOnceThatItIsNot() {
    full = true;
    log(Level.INFO, "one");
    log(Level.INFO, "two");
    full = false;
    log(Level.INFO, "three");

    assertThat(complaints)
        .containsExactly(
            "rttd: cannot write the log: No space left on device",
            "rttd: writing the log again; 2 lines were lost");
  }

  @Test
  void shouldCollapseAStormOfLinesThatDifferInTheirNumbersAlone() {
    for (int i = 0; i < 1_000; i++) {
      log(Level.WARNING, "port " + i + " is odd");
    }
    log(Level.WARNING, "something else");

    assertThat(lines()).hasSize(LineHandler.LINES_PER_MINUTE + 1);
    assertThat(lines().get(LineHandler.LINES_PER_MINUTE - 1)).contains("only counted");
  }

  private void log(Level level, String message) {
    handler.publish(new LogRecord(level, message));
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
