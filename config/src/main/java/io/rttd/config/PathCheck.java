package io.rttd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Configured paths at which something exists that rttd cannot use there: a FIFO, a device, a
 * directory, a link. Such a path never works, on any host; {@code rttd check --live} checks whether
 * this user may use it.
 */
public final class PathCheck {
  private final List<String> faults = new ArrayList<>();

  private PathCheck() {}

  /** A sentence for each path that cannot be used, beginning with its key. */
  public static List<String> faults(RttdConfig config) {
    PathCheck check = new PathCheck();
    if (config.logging().toFile()) {
      check.add("log_file", config.logging().file(), OutputFile::logFault);
    }
    config.files().forEach((file, path) -> check.add(file.key(), path, OutputFile::fault));
    config
        .status()
        .socket()
        .ifPresent(socket -> check.add("status_socket", socket, OutputFile::socketFault));
    config
        .reporting()
        .dogStatsD()
        .filter(Endpoint::isUnix)
        .map(endpoint -> Path.of(endpoint.host()))
        .ifPresent(socket -> check.add("dogstatsd_url", followed(socket), OutputFile::socketFault));
    for (InstanceConfig instance : config.instances()) {
      instance
          .captureFile()
          .filter(file -> !NamedPipe.isOpenAlready(file))
          .ifPresent(file -> check.add("pcap", followed(file), OutputFile::fault));
    }
    return check.faults;
  }

  private void add(String key, Path path, Kind kind) {
    kind.fault(path).ifPresent(fault -> faults.add(key + ": " + path + " " + fault));
  }

  /** The target of a link: rttd may read and send through links. */
  private static Path followed(Path path) {
    try {
      return Files.exists(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      return path;
    }
  }

  /** The kind of file that a path must lead to. */
  @FunctionalInterface
  private interface Kind {
    Optional<String> fault(Path path);
  }
}
