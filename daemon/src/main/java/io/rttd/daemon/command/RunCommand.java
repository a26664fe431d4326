package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.capture.CaptureException;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.Overrides;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.logging.Logging;
import io.rttd.daemon.run.BuildVersion;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.Security;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rttd run}: the daemon, in the foreground, until a signal or the end of all its files. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Measure as configured and report to DogStatsD until SIGTERM or SIGINT.")
final class RunCommand implements Callable<Integer> {
  static final String DEFAULT_CONFIG = "/etc/rttd/rttd.yaml";

  private static final Logger LOG = System.getLogger(RunCommand.class.getName());

  private static final String KNOWN_HOST_TTL_S = "5";

  /**
   * A failed lookup is retried after two seconds; Java's default of 10 would return the cached
   * failure.
   */
  private static final String UNKNOWN_HOST_TTL_S = "1";

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
      description = "Log to this file instead of the configured one.")
  private Path logFile;

  @Option(
      names = "--filter",
      paramLabel = "BPF",
      description = "A filter (pcap-filter(7)), ANDed with each instance's own.")
  private String filter;

  // bin/rttd switches to that user before Java starts; this only verifies it.
  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "When started as root: run as this user with CAP_NET_RAW and no other privilege.")
  private String user;

  @Option(names = "--go-metro", hidden = true)
  private boolean goMetro;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    if (ProcessUser.isRefused("run", user, console)) {
      return ExitCode.USAGE;
    }
    return run();
  }

  private int run() throws ConfigException, InterruptedException {
    // First, so that a signal during a slow start still stops it in order.
    OrderlyStop orderlyStop = OrderlyStop.onSignal();
    int code = ExitCode.NOTHING_OR_LOST;
    // Read once, at the first lookup. rttd looks watched names up every 30 s: a cached answer that
    // old would be stale.
    Security.setProperty("networkaddress.cache.ttl", KNOWN_HOST_TTL_S);
    Security.setProperty("networkaddress.cache.negative.ttl", UNKNOWN_HOST_TTL_S);
    try {
      // Absolute, so that the path names the same file if the working directory disappears.
      config = config.toAbsolutePath();
      DaemonRun run = new DaemonRun(config, this::readConfig, console.rawErr());
      HangupSignal.onSignal(run::requestReload);
      RttdConfig settings = readConfig();
      boolean logsToFile = Logging.configureOrStandardError(settings.logging(), console.rawErr());
      LOG.log(Level.INFO, "rttd " + BuildVersion.text() + " starting with " + config);
      code = start(run, settings, logsToFile, orderlyStop);
    } finally {
      orderlyStop.finished(code);
    }
    return code;
  }

  private int start(DaemonRun run, RttdConfig settings, boolean logsToFile, OrderlyStop orderlyStop)
      throws InterruptedException {
    try {
      return run.run(settings, orderlyStop);
    } catch (CaptureException e) {
      refuse(e.getMessage(), logsToFile);
      return ExitCode.of(e.reason());
    } catch (StatusSocketException e) {
      refuse(e.getMessage(), logsToFile);
      return ExitCode.USAGE;
    }
  }

  private RttdConfig readConfig() throws ConfigException {
    Optional<Path> log = Optional.ofNullable(logFile);
    Optional<String> bpf = Optional.ofNullable(filter);
    Overrides overrides = goMetro ? Overrides.goMetro(log, bpf) : new Overrides(log, bpf, false);
    return ConfigReader.system().read(config, overrides);
  }

  /** Logs the reason, and prints it to standard error if the log is a file. */
  private void refuse(String why, boolean logsToFile) {
    LOG.log(Level.ERROR, why);
    if (logsToFile) {
      console.err().println("rttd: " + why);
    }
  }
}
