package io.rttd.daemon.notify;

import io.rttd.capture.natives.UnixDatagramChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notifies the service manager of the daemon's state, as in sd_notify(3): one datagram of lines
 * {@code NAME=value} to the socket that {@code NOTIFY_SOCKET} names. Without that variable it does
 * nothing. Thread-safe; never blocks or throws: if the manager does not listen, that is logged
 * once.
 */
public final class ServiceNotifier {
  private static final Logger LOG = System.getLogger(ServiceNotifier.class.getName());
  private static final int LONGEST_STATUS = 500;

  /** Sends one datagram. */
  @FunctionalInterface
  public interface Sender {
    /** Sends the text. */
    void send(String text) throws IOException;
  }

  /** Opens a connection to a socket. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens a connection to the socket at this path.
     *
     * @throws IllegalArgumentException if it is not a valid socket path
     */
    Sender open(String path);
  }

  private final Optional<String> socket;
  private final Optional<Duration> watchdog;
  private final Optional<Sender> sender;
  private final AtomicBoolean complained = new AtomicBoolean();

  /**
   * Creates a notifier with a custom environment and transport.
   *
   * @param environment of which {@code NOTIFY_SOCKET} and {@code WATCHDOG_…} matter
   * @param pid this process
   */
  public ServiceNotifier(Map<String, String> environment, long pid, Opener opener) {
    this.socket = Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(s -> !s.isEmpty());
    this.watchdog = socket.flatMap(unused -> watchdogOf(environment, pid));
    this.sender = socket.flatMap(path -> open(path, opener));
  }

  /** For this process, from its environment. */
  public static ServiceNotifier system() {
    return new ServiceNotifier(
        System.getenv(), ProcessHandle.current().pid(), ServiceNotifier::channelTo);
  }

  // One permanent socket: a process without free file descriptors must still notify its watchdog.
  private static Sender channelTo(String path) {
    UnixDatagramChannel channel = UnixDatagramChannel.open(path, Duration.ZERO);
    return text -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Optional<Sender> open(String path, Opener opener) {
    try {
      return Optional.of(opener.open(path));
    } catch (IllegalArgumentException e) {
      LOG.log(
          Level.WARNING,
          () -> "cannot notify the service manager (NOTIFY_SOCKET): " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The watchdog interval that the manager expects, if any: {@code WATCHDOG_USEC}, unless {@code
   * WATCHDOG_PID} is another process.
   */
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  /** The daemon measures, or measures again after a reload. */
  public void ready(String status) {
    send("READY=1\nSTATUS=" + oneLine(status));
  }

  /** The configuration is being read again; {@link #ready} follows. */
  public void reloading() {
    // On Linux, System.nanoTime() is CLOCK_MONOTONIC, which the manager compares with its own.
    long monotonicUs = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonicUs + "\nSTATUS=Reloading the configuration");
  }

  /** The daemon is stopping. */
  public void stopping() {
    send("STOPPING=1\nSTATUS=Stopping");
  }

  /** A line for people, as {@code systemctl status} shows it. */
  public void status(String text) {
    send("STATUS=" + oneLine(text));
  }

  /** Resets the service manager's watchdog timer. */
  public void alive() {
    send("WATCHDOG=1");
  }

  private void send(String message) {
    if (sender.isEmpty()) {
      return;
    }
    try {
      sender.get().send(message);
    } catch (IOException e) {
      if (complained.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            () -> "cannot notify the service manager (NOTIFY_SOCKET): " + e.getMessage());
      }
    }
  }

  private static Optional<Duration> watchdogOf(Map<String, String> environment, long pid) {
    String forPid = environment.getOrDefault("WATCHDOG_PID", "");
    if (!forPid.isEmpty() && !forPid.equals(Long.toString(pid))) {
      return Optional.empty();
    }
    try {
      long us = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      return us > 0 ? Optional.of(Duration.of(us, java.time.temporal.ChronoUnit.MICROS)) : none();
    } catch (NumberFormatException e) {
      LOG.log(Level.WARNING, "WATCHDOG_USEC is not a number; sending no watchdog notifications");
      return none();
    }
  }

  private static Optional<Duration> none() {
    return Optional.empty();
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_STATUS ? line : line.substring(0, LONGEST_STATUS);
  }
}
