package io.rttd.pipeline.steering;

import io.rttd.config.ConfigException;
import io.rttd.config.ConfigFault;
import io.rttd.config.NamesFile;
import io.rttd.config.NetworkNames;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The names of one file, which is read again when it changes. A faulty or missing file keeps the
 * last valid names.
 *
 * <p>Links are followed: a file that is replaced by rename and a Kubernetes ConfigMap, whose link
 * is swapped, are both new files. A change is read by the second {@link #poll} that sees it, so a
 * file that is being written is not read halfway.
 *
 * <p>One thread polls; {@link #names} is thread-safe.
 */
final class WatchedNames {
  private static final Logger LOG = System.getLogger(WatchedNames.class.getName());
  private static final int MOST_LOGGED = 20;

  /** The attributes that distinguish a file's versions. */
  private static final String STAMP = "unix:dev,ino,size,ctime,lastModifiedTime";

  private static final Map<String, Object> NONE = Map.of();
  private static final Map<String, Object> UNREADABLE = Map.of("size", -1L);

  private final Path file;
  private final Runnable onRejected;
  private volatile NetworkNames names;
  private Map<String, Object> seen = NONE;
  private Map<String, Object> taken = NONE;
  private State state = State.NEW;

  private enum State {
    NEW,
    GOOD,
    MISSING,
    FAULTY
  }

  /**
   * Watches a file.
   *
   * @param before names to use until the file has been read
   * @param onRejected called for each faulty version, by the polling thread
   */
  WatchedNames(Path file, NetworkNames before, Runnable onRejected) {
    this.file = file;
    this.onRejected = onRejected;
    this.names = before;
  }

  /** The latest names. */
  NetworkNames names() {
    return names;
  }

  /** Checks whether the file has changed, and reads it once it has settled. */
  void poll() {
    Map<String, Object> now = stamp();
    boolean settled = now.equals(seen) || state == State.NEW;
    seen = now;
    if (settled && (state == State.NEW || !now.equals(taken))) {
      taken = now;
      take(now);
    }
  }

  private Map<String, Object> stamp() {
    try {
      return Files.readAttributes(file, STAMP);
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  private void take(Map<String, Object> now) {
    if (now.equals(NONE)) {
      sayMissing();
      state = State.MISSING;
      return;
    }
    try {
      names = NamesFile.read(file);
      LOG.log(
          state == State.GOOD ? Level.DEBUG : Level.INFO,
          () -> "names_file: networks named in " + file + ": " + names.size());
      state = State.GOOD;
    } catch (ConfigException e) {
      sayFaults(e.faults());
      onRejected.run();
      state = State.FAULTY;
    }
  }

  private void sayMissing() {
    LOG.log(
        Level.WARNING,
        () ->
            "names_file: "
                + file
                + (names.size() == 0
                    ? " does not exist yet; waiting for it"
                    : " does not exist; keeping the " + kept()));
  }

  private void sayFaults(List<ConfigFault> faults) {
    faults.stream()
        .limit(MOST_LOGGED)
        .forEach(fault -> LOG.log(Level.ERROR, () -> "names_file: " + fault));
    String more =
        faults.size() > MOST_LOGGED
            ? " (" + (faults.size() - MOST_LOGGED) + " more; rttd check lists them)"
            : "";
    LOG.log(
        Level.ERROR,
        () -> "names_file: " + file + " was rejected" + more + "; keeping the " + kept());
  }

  private String kept() {
    return "names known so far (" + names.size() + ")";
  }
}
