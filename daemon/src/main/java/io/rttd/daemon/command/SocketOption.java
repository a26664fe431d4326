package io.rttd.daemon.command;

import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.StatusConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * Where to ask: as the options say, else as the daemon's configuration says if it can be read,
   * else where it is by default.
   */
  Path socket() throws ConfigException, IOException {
    if (socket != null) {
      return socket;
    }
    Path file = config == null ? Path.of(RunCommand.DEFAULT_CONFIG) : config;
    if (config == null && !Files.isReadable(file)) {
      return StatusConfig.DEFAULT;
    }
    return ConfigReader.system()
        .read(file)
        .status()
        .socket()
        .orElseThrow(() -> new IOException(file + ": status_socket is off"));
  }
}
