package io.rttd.reporting.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The daemon's state besides its reports.
 *
 * @param version the build
 * @param config the configuration file
 * @param started when it started measuring
 * @param uptime time since then
 * @param reportInterval time between two reports
 * @param memoryLimitBytes the budget of all captures together
 * @param captures the captures, in the order of the configuration
 * @param standingStill stalled threads
 * @param lostReports whether sinks were too slow for reports
 * @param warnings the latest warnings and errors of the log, oldest first
 */
public record DaemonStatus(
    String version,
    String config,
    Instant started,
    Duration uptime,
    Duration reportInterval,
    long memoryLimitBytes,
    List<Capture> captures,
    List<String> standingStill,
    boolean lostReports,
    List<Warning> warnings) {

  /**
   * One capture.
   *
   * @param name its interface, or its file's name; followed by a number for further captures of an
   *     interface
   * @param tags its own tags, {@code key:value}
   * @param isLive whether packets come from an interface
   * @param hasEnded whether it has ended
   * @param unreadableLinkType the link type of its frames, if rttd cannot read it
   * @param isWaiting whether it waits for a matching interface
   */
  public record Capture(
      String name,
      List<String> tags,
      boolean isLive,
      boolean hasEnded,
      Optional<String> unreadableLinkType,
      boolean isWaiting) {
    /** Creates a capture whose interface, if any, exists. */
    public Capture(
        String name,
        List<String> tags,
        boolean isLive,
        boolean hasEnded,
        Optional<String> unreadableLinkType) {
      this(name, tags, isLive, hasEnded, unreadableLinkType, false);
    }

    /** Creates a capture that waits for its interface. */
    public static Capture waiting(String name) {
      return new Capture(name, List.of(), true, false, Optional.empty(), true);
    }
  }

  /**
   * A line of the log.
   *
   * @param time when it was logged
   * @param level WARN or ERROR
   * @param text the message
   */
  public record Warning(Instant time, String level, String text) {}
}
