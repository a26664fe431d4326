package io.rttd.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a running daemon answers questions about itself.
 *
 * @param socket path of the UNIX socket; empty: nowhere
 */
public record StatusConfig(Optional<Path> socket) {
  /** Where it is unless the file says otherwise. */
  public static final Path DEFAULT = Path.of("/run/rttd/rttd.sock");

  /** Whether it is the default path: then a daemon can run without it. */
  public boolean isDefault() {
    return socket.filter(DEFAULT::equals).isPresent();
  }
}
