package io.rttd.daemon.command;

import io.rttd.capture.CaptureException;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.Overrides;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.console.Console;
import io.rttd.daemon.logging.Logging;
import io.rttd.daemon.notify.ServiceNotifier;
import io.rttd.daemon.run.RttDaemon;
import io.rttd.daemon.run.Watch;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rttd run}: the daemon, in the foreground, until a signal or the end of all its files. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Measure as configured and report to DogStatsD, until SIGTERM or SIGINT.")
final class RunCommand implements Callable<Integer> {
  static final String DEFAULT_CONFIG = "/etc/rttd/rttd.yaml";

  private static final Logger LOG = System.getLogger(RunCommand.class.getName());

  private final Console console;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = DEFAULT_CONFIG,
      description = "The configuration (default: ${DEFAULT-VALUE}).")
  private Path config;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Log to this file, instead of the configured one.")
  private Path logFile;

  @Option(
      names = "--filter",
      paramLabel = "BPF",
      description = "A filter (pcap-filter(7)) that each instance's own is ANDed with.")
  private String filter;

  @Option(names = "--go-metro", hidden = true)
  private boolean goMetro;

  private final ServiceNotifier notifier = ServiceNotifier.system();
  private final Reloads reloads = new Reloads();

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call()
      throws ConfigException, CaptureException, IOException, InterruptedException {
    // A folder that is gone later must not make the file another one.
    config = config.toAbsolutePath();
    RttdConfig settings = readConfig();
    Logging.configure(settings.logging(), console.rawErr());
    OrderlyStop orderlyStop = OrderlyStop.onSignal();
    HangupSignal.onSignal(reloads::request);
    int code = ExitCode.NOTHING_OR_LOST;
    try {
      LOG.log(Level.INFO, "rttd " + Version.ofBuild() + " starts with " + config);
      code = run(settings, orderlyStop);
    } catch (CaptureException e) {
      code = refuse(e, settings.logging().toFile());
    } finally {
      orderlyStop.finished(code);
    }
    return code;
  }

  private RttdConfig readConfig() throws ConfigException {
    Optional<Path> log = Optional.ofNullable(logFile);
    Optional<String> bpf = Optional.ofNullable(filter);
    Overrides overrides = goMetro ? Overrides.goMetro(log, bpf) : new Overrides(log, bpf, false);
    return ConfigReader.system().read(config, overrides);
  }

  private int run(RttdConfig settings, OrderlyStop orderlyStop)
      throws CaptureException, InterruptedException {
    RttDaemon daemon = RttDaemon.launch(settings);
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> daemon.onError(error));
    notifier.ready(statusLine(settings));
    Watch watch = Watch.start(daemon, notifier);
    try {
      reloads.start(() -> reload(daemon));
      orderlyStop.onRequest(daemon::stop);
      daemon.await();
    } finally {
      watch.close();
      notifier.stopping();
      orderlyStop.startDeadline();
      daemon.close();
    }
    boolean lost = daemon.failure().isPresent() || daemon.hasDamage() || daemon.hasLostReports();
    boolean nothing = daemon.isOffline() && daemon.samples() == 0;
    return lost || nothing ? ExitCode.NOTHING_OR_LOST : ExitCode.DONE;
  }

  /** All of the file is taken over, or nothing. */
  private void reload(RttDaemon daemon) {
    notifier.reloading();
    String outcome;
    try {
      LOG.log(Level.INFO, "reading " + config + " again");
      RttdConfig next = readConfig();
      daemon.reload(next);
      applyLogging(next);
      outcome = statusLine(next);
      LOG.log(Level.INFO, config + " is in force");
    } catch (ConfigException e) {
      e.faults().forEach(fault -> LOG.log(Level.ERROR, fault::toString));
      outcome = refused();
    } catch (CaptureException e) {
      LOG.log(Level.ERROR, e.getMessage());
      outcome = refused();
    }
    notifier.ready(outcome);
  }

  /** The log is the last that changes, so that the words about the change are where one looks. */
  private void applyLogging(RttdConfig next) {
    try {
      Logging.configure(next.logging(), console.rawErr());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the log stays where it is: " + e.getMessage());
    }
  }

  private String refused() {
    String words = config + " was refused; the configuration of before stays in force";
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

  /** Into the log, and to the person who started it if the log is elsewhere. */
  private int refuse(CaptureException e, boolean logsToFile) {
    LOG.log(Level.ERROR, e.getMessage());
    if (logsToFile) {
      console.err().println("rttd: " + e.getMessage());
    }
    return ExitCode.of(e.reason());
  }
}
