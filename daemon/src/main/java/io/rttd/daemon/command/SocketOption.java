package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig.StatusConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the commands that query the daemon: which socket to use. */
final class SocketOption {
  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The daemon's status_socket (default: the one in the configuration).")
  private Path socket;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The daemon's configuration (default: " + RunCommand.DEFAULT_CONFIG + ").")
  private Path config;

  /**
   * Returns the socket to query: from the options, else from the daemon's configuration, else the
   * default. Other errors in the configuration do not matter: a running daemon keeps its own.
   *
   * @throws NoSuchFileException when the option names a configuration that does not exist
   */
  Path socket(Console console) throws IOException {
    if (socket != null) {
      return socket;
    }
    Path file = config == null ? Path.of(RunCommand.DEFAULT_CONFIG) : config;
    if (config == null && !Files.isReadable(file)) {
      return StatusConfig.DEFAULT;
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    Optional<StatusConfig> status = ConfigReader.system().statusOf(file);
    if (status.isEmpty()) {
      console
          .err()
          .println(
              "rttd: "
                  + file
                  + " does not yield a status_socket ('rttd check "
                  + file
                  + "' says why); querying "
                  + StatusConfig.DEFAULT
                  + "; use --socket to name another");
      return StatusConfig.DEFAULT;
    }
    return status
        .get()
        .socket()
        .orElseThrow(() -> new IOException(file + ": status_socket is off"));
  }
}
