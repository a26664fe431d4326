package io.rttd.daemon.command;

import io.rttd.capture.CaptureException;
import io.rttd.config.CgroupMemory;
import io.rttd.config.ConfigException;
import io.rttd.config.RttdConfig;
import io.rttd.config.RttdConfig.StatusConfig;
import io.rttd.daemon.logging.Logging;
import io.rttd.daemon.notify.ServiceNotifier;
import io.rttd.daemon.run.BuildVersion;
import io.rttd.daemon.run.RttDaemon;
import io.rttd.daemon.run.RunStatus;
import io.rttd.daemon.run.Watchdog;
import io.rttd.daemon.status.StatusServer;
import io.rttd.reporting.status.DaemonStatus;
import io.rttd.reporting.status.StatusDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** A running daemon with its reloads, watchdog, service manager and status socket. */
final class DaemonRun {
  private static final Logger LOG = System.getLogger(DaemonRun.class.getName());

  private final Path file;
  private final ConfigSource source;
  private final OutputStream standardError;
  private final ServiceNotifier notifier = ServiceNotifier.system();
  private final Reloads reloads = new Reloads();
  private volatile RttdConfig inForce;
  private volatile RttdConfig launched;

  /** Reads the configuration, with the command line's overrides. */
  @FunctionalInterface
  interface ConfigSource {
    RttdConfig read() throws ConfigException;
  }

  DaemonRun(Path file, ConfigSource source, OutputStream standardError) {
    this.file = file;
    this.source = source;
    this.standardError = standardError;
  }

  /** Requests a reload of the configuration; returns immediately. Thread-safe. */
  void requestReload() {
    reloads.request();
  }

  /** Runs the daemon until it ends and returns the exit code. */
  int run(RttdConfig settings, OrderlyStop orderlyStop)
      throws CaptureException, StatusSocketException, InterruptedException {
    new CgroupMemory()
        .shortage(settings.memoryLimitBytes(), settings.prometheusBytes() + settings.otlpBytes())
        .ifPresent(words -> LOG.log(Level.WARNING, words));
    RttDaemon daemon = RttDaemon.launch(settings);
    inForce = settings;
    launched = settings;
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> daemon.onError(error));
    Optional<StatusServer> status = Optional.empty();
    Optional<Watchdog> watch = Optional.empty();
    try {
      // The daemon is measuring: from now on, a signal must send the last report, no matter what
      // the next steps wait for.
      orderlyStop.onRequest(daemon::stop);
      notifier.ready(statusLine(settings));
      Watchdog watching = Watchdog.start(daemon, notifier);
      watch = Optional.of(watching);
      status = openStatus(daemon, watching);
      reloads.start(() -> reload(daemon));
      daemon.await();
    } finally {
      notifier.stopping();
      orderlyStop.startDeadline();
      status.ifPresent(StatusServer::close);
      watch.ifPresent(Watchdog::close);
      daemon.close();
    }
    RunStatus end = daemon.status();
    return end.hasLosses() || end.hasMeasuredNothing() ? ExitCode.NOTHING_OR_LOST : ExitCode.DONE;
  }

  /**
   * Omits a socket that was not configured explicitly if it cannot be created, or if only files are
   * read.
   */
  private Optional<StatusServer> openStatus(RttDaemon daemon, Watchdog watch)
      throws StatusSocketException {
    StatusConfig config = inForce.status();
    if (config.socket().isEmpty() || (daemon.status().isOffline() && config.isDefault())) {
      return Optional.empty();
    }
    StatusDocument document = new StatusDocument(daemon.board(), System::nanoTime);
    Instant started = Instant.now();
    long startedNs = System.nanoTime();
    try {
      return Optional.of(
          StatusServer.open(
              config.socket().get(),
              question -> {
                Duration uptime = Duration.ofNanos(System.nanoTime() - startedNs);
                return answer(question, document, facts(daemon, watch, started, uptime));
              }));
    } catch (IOException e) {
      if (!config.isDefault()) {
        throw new StatusSocketException(e);
      }
      LOG.log(
          Level.WARNING,
          () -> "rttd status and rttd top will not work: status_socket: " + e.getMessage());
      return Optional.empty();
    }
  }

  static String answer(String question, StatusDocument document, DaemonStatus facts) {
    if (question.equals("status")) {
      return document.status(facts);
    }
    if (question.matches("intervals [0-9]{1,18}")) {
      return document.intervals(Long.parseLong(question.substring("intervals ".length())));
    }
    return "{\"error\":\"unknown request\"}";
  }

  private DaemonStatus facts(RttDaemon daemon, Watchdog watch, Instant started, Duration uptime) {
    RttdConfig config = inForce;
    RunStatus status = daemon.status();
    return new DaemonStatus(
        BuildVersion.text(),
        file.toString(),
        started,
        uptime,
        config.reporting().interval(),
        status.memoryLimitBytes(),
        status.captures(),
        watch.standingStill(),
        status.hasLostReports(),
        Logging.recentWarnings().lines().stream()
            .map(line -> new DaemonStatus.Warning(line.time(), line.level(), line.text()))
            .toList());
  }

  /** Applies the whole file or nothing. */
  private void reload(RttDaemon daemon) {
    notifier.reloading();
    String outcome;
    try {
      LOG.log(Level.INFO, "reloading " + file);
      RttdConfig next = source.read();
      daemon.reload(next);
      applyLogging(next);
      if (!next.status().equals(launched.status())) {
        LOG.log(
            Level.WARNING,
            "init_config.status_socket changed; restart rttd to apply it (keeping the old value)");
      }
      inForce = next;
      outcome = statusLine(next);
      LOG.log(Level.INFO, "now using " + file);
    } catch (ConfigException e) {
      e.faults().forEach(fault -> LOG.log(Level.ERROR, fault::toString));
      outcome = refused(daemon);
    } catch (CaptureException e) {
      LOG.log(Level.ERROR, e.getMessage());
      outcome = refused(daemon);
    }
    notifier.ready(outcome);
  }

  /** The log changes last, so that the messages about the change go where the user looks. */
  private void applyLogging(RttdConfig next) {
    try {
      Logging.configure(next.logging(), standardError);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "keeping the current log: " + e.getMessage());
    }
  }

  private String refused(RttDaemon daemon) {
    daemon.noteRefusedReload();
    String words = file + " was rejected; keeping the previous configuration";
    LOG.log(Level.ERROR, words);
    return words;
  }

  private static String statusLine(RttdConfig config) {
    return "Measuring on "
        + config.instances().stream()
            .map(
                instance ->
                    instance
                        .interfaceName()
                        .orElseGet(() -> instance.captureFile().map(Path::toString).orElse("?")))
            .collect(Collectors.joining(", "));
  }
}
