package io.rttd.capture.natives;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Watches the interface on which a socket captures: it may go down and up again, be renamed, or be
 * removed, which the socket does not survive. Socket's thread only, except {@link
 * #interruptions()}.
 */
public final class InterfaceWatch {
  private static final long LOOK_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
  private static final Logger LOGGER = System.getLogger(InterfaceWatch.class.getName());

  private final String configuredName;
  private final int fd;
  private final int index;
  private String name;
  private boolean down;
  private long lookedNs;
  private volatile long interruptions;

  /**
   * Creates a watch for an interface that is up.
   *
   * @param interfaceName the user's name for it
   * @param fd a socket in its network namespace
   * @param index the interface's index; 0 for all interfaces, none of which is watched
   */
  public InterfaceWatch(String interfaceName, int fd, int index) {
    this.configuredName = interfaceName;
    this.name = interfaceName;
    this.fd = fd;
    this.index = index;
  }

  /** Called if the socket has an error: the interface went down or was removed. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the socket's thread
  public void onError(String what) {
    if (!down) {
      down = true;
      interruptions++;
      lookedNs = System.nanoTime() - LOOK_INTERVAL_NS / 2; // A removal takes a moment.
      LOGGER.log(
          Level.WARNING,
          "{0}: the interface went down ({1}); waiting for it",
          configuredName,
          what);
    }
  }

  /**
   * Called if nothing was received: checks the interface, at most once a second.
   *
   * @return whether the socket is usable; false if its interface was removed, or another one now
   *     has the configured name
   */
  public boolean isThere() {
    boolean renamed = !name.equals(configuredName);
    if (index == 0 || !(down || renamed)) {
      return true;
    }
    long now = System.nanoTime();
    if (now - lookedNs < LOOK_INTERVAL_NS) {
      return true;
    }
    lookedNs = now;
    int configured = InterfaceState.index(fd, configuredName);
    if (configured != 0 && configured != index) {
      return false;
    }
    String current = InterfaceState.name(fd, index);
    if (current.isEmpty()) {
      return false;
    }
    if (!current.equals(name)) {
      LOGGER.log(
          Level.WARNING,
          "{0}: the interface was renamed to {1}; still measuring it as {0}",
          configuredName,
          current);
      name = current;
    }
    if (down && InterfaceState.isUp(fd, name)) {
      down = false;
      LOGGER.log(Level.INFO, "{0}: the interface is up again", configuredName);
    }
    return true;
  }

  /** Number of times that the interface went away. Any thread. */
  public long interruptions() {
    return interruptions;
  }
}
