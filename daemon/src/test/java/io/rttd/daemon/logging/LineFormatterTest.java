package io.rttd.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineFormatterTest {
  private final LineFormatter formatter = new LineFormatter(ZoneOffset.ofHours(2));

  @Test
  void shouldWriteTimeLevelAndMessage() {
    assertThat(format(Level.WARNING, "eth0: 12 packets were dropped", null))
        .isEqualTo(
            "2026-01-02 05:04:05.678+02:00 WARN  eth0: 12 packets were dropped"
                + System.lineSeparator());
  }

  @Test
  void shouldKeepEachRecordToOneLineWhateverItHolds() {
    String line = format(Level.SEVERE, "a\nb", new IllegalStateException("c\r\nd"));

    assertThat(line.strip()).doesNotContain("\n", "\r").contains("a\\nb", "c\\r\\nd", " < ");
  }

  private String format(Level level, String message, Throwable thrown) {
    LogRecord record = new LogRecord(level, message);
    record.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
    record.setThrown(thrown);
    return formatter.format(record);
  }
}
