package io.rttd.daemon.run;

import io.rttd.reporting.status.DaemonStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An {@link RttDaemon} at one moment.
 *
 * @param captures the captures, and instances that wait for an interface
 * @param memoryLimitBytes the budget in use, of all captures together
 * @param progress numbers that grow while the daemon's threads work, by the threads' names
 * @param isOffline whether everything that is measured comes from capture files
 * @param samples samples in all reports so far
 * @param hasDamage whether a capture file was damaged; final once the daemon is closed
 * @param hasLostReports whether sinks failed, or could not keep up
 * @param failure the unexpected error that ended the daemon
 */
public record RunStatus(
    List<DaemonStatus.Capture> captures,
    long memoryLimitBytes,
    Map<String, Long> progress,
    boolean isOffline,
    long samples,
    boolean hasDamage,
    boolean hasLostReports,
    Optional<Throwable> failure) {

  /** Whether something that should have been measured or reported was not. */
  public boolean hasLosses() {
    return failure.isPresent() || hasDamage || hasLostReports;
  }

  /** Whether capture files gave no sample. */
  public boolean hasMeasuredNothing() {
    return isOffline && samples == 0;
  }
}
