package io.rttd.daemon.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether standard error leads to systemd's journal, which understands priorities. */
final class JournalStream {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private JournalStream() {}

  /**
   * Whether {@code JOURNAL_STREAM} (systemd.exec(5)) names standard error: a child process may
   * inherit the variable while its output is redirected.
   */
  static boolean isStandardError(Map<String, String> environment) {
    String stream = environment.getOrDefault("JOURNAL_STREAM", "");
    if (stream.isEmpty()) {
      return false;
    }
    try {
      Object device = Files.getAttribute(STANDARD_ERROR, "unix:dev");
      Object inode = Files.getAttribute(STANDARD_ERROR, "unix:ino");
      return stream.equals(device + ":" + inode);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
