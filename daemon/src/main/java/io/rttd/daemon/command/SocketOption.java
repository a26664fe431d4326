package io.rttd.daemon.command;

import io.rttd.config.ConfigReader;
import io.rttd.config.StatusConfig;
import io.rttd.daemon.console.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which daemon is asked, by those commands that ask one. */
final class SocketOption {
  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The daemon's status_socket, if it is not the one of the configuration.")
  private Path socket;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The daemon's configuration (default: " + RunCommand.DEFAULT_CONFIG + ").")
  private Path config;

  /**
   * Where to ask: as the options say, else as the daemon's configuration says, else where it is by
   * default. What else is wrong with the configuration does not matter: a running daemon keeps its
   * own.
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
                  + " does not say where to ask ('rttd check "
                  + file
                  + "' says why); asking on "
                  + StatusConfig.DEFAULT
                  + ", --socket names another");
      return StatusConfig.DEFAULT;
    }
    return status
        .get()
        .socket()
        .orElseThrow(() -> new IOException(file + ": status_socket is off"));
  }
}
