package io.rttd.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.LogLevel;
import io.rttd.config.RttdConfig.LoggingConfig;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {
  private static final System.Logger LOG = System.getLogger("io.rttd.daemon.logging.test");

  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void logNoMore() {
    Logging.warningsTo(OutputStream.nullOutputStream());
  }

  @Test
  void shouldWriteFromTheConfiguredLevelOnAndLibrariesFromWarnOn() throws Exception {
    Logging.configure(new LoggingConfig(false, Path.of("unused"), LogLevel.DEBUG), err);

    LOG.log(Level.DEBUG, "seen");
    LOG.log(Level.TRACE, "unseen");
    System.getLogger("org.example").log(Level.INFO, "unseen too");

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("DEBUG seen")
        .doesNotContain("unseen");
  }

  @Test
  void shouldAppendToTheFileAndMakeItsFolder() throws Exception {
    Path file = folder.resolve("new/rttd.log");
    for (int i = 0; i < 2; i++) {
      Logging.configure(new LoggingConfig(true, file, LogLevel.ERROR), err);
      LOG.log(Level.ERROR, "run " + i);
      LOG.log(Level.WARNING, "quiet");
    }

    assertThat(file).content().contains("run 0").contains("run 1").doesNotContain("quiet");
    assertThat(err.size()).isZero();
  }

  @Test
  void shouldSayWhyTheFileCannotBeOpenedWithoutNamingItTwice() {
    Logging.configureOrStandardError(new LoggingConfig(true, folder, LogLevel.WARN), err);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("log_file " + folder + " cannot be opened: is a directory; logging");
  }
}
