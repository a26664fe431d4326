package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.capture.filter.FilterCompiler;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.Endpoint;
import io.rttd.config.NamesFile;
import io.rttd.config.NetworkNames;
import io.rttd.config.PathCheck;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rttd check}: validates a configuration and explains it, or lists every error. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Validate a configuration file and explain it, or list every error in it.")
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = RunCommand.DEFAULT_CONFIG,
      description = "The configuration (default: ${DEFAULT-VALUE}).")
  private Path file;

  @Option(
      names = "--live",
      description =
          "Also check this host, with this user's permissions: interfaces, host names,"
              + " DogStatsD's socket, files, and the number of series and custom metrics to expect.")
  private boolean live;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "When started as root: check as this user with CAP_NET_RAW and no other privilege.")
  private String user;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    if (ProcessUser.isRefused("check", user, console)) {
      return ExitCode.USAGE;
    }
    RttdConfig config = ConfigReader.system().checkingFilters(FilterCompiler::fault).read(file);
    List<String> faults = PathCheck.faults(config);
    if (!faults.isEmpty()) {
      faults.forEach(fault -> console.err().println(file + ": " + fault));
      return ExitCode.USAGE;
    }
    Optional<String> unknown = unknownReceiver(config);
    if (unknown.isPresent()) {
      console.err().println(file + ": " + unknown.get());
      return ExitCode.USAGE;
    }
    Optional<NetworkNames> names = readNames(config);
    console.out().println(file + ": no errors");
    unchecked(config, FilterCompiler.canCheck())
        .ifPresent(words -> console.err().println("rttd: " + words));
    ConfigSummary.print(config, names, InterfaceMonitor.readOnce(), console.out());
    boolean ready =
        !live || new LiveCheck(config, console.out()).run(PairCount.now(config.status()));
    return ready ? ExitCode.DONE : ExitCode.NOTHING_OR_LOST;
  }

  /** The names of {@code names_file}; nothing if the file does not exist yet. */
  private static Optional<NetworkNames> readNames(RttdConfig config) throws ConfigException {
    Optional<Path> existing = config.namesFile().filter(Files::exists);
    return existing.isPresent() ? Optional.of(NamesFile.read(existing.get())) : Optional.empty();
  }

  /** A name that does not resolve: every metric would be lost. */
  private static Optional<String> unknownReceiver(RttdConfig config) throws InterruptedException {
    Optional<Endpoint> udp = config.reporting().dogStatsD().filter(receiver -> !receiver.isUnix());
    if (udp.isPresent()) {
      try {
        HostLookup.addressesOf(udp.get().host());
      } catch (UnknownHostException e) {
        return Optional.of("DogStatsD's host " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Reports filters that could not be checked, if there are any. */
  static Optional<String> unchecked(RttdConfig config, boolean canCheck) {
    boolean filters =
        config.instances().stream().anyMatch(instance -> instance.filter().isPresent());
    return filters && !canCheck
        ? Optional.of("filters were not checked: libpcap is not installed")
        : Optional.empty();
  }
}
