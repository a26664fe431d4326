package io.rttd.daemon.command;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;

/** The account that this process runs as. */
final class ProcessUser {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessUser() {}

  /**
   * Whether this process runs as another account than the named one.
   *
   * @param name an account's name or number
   * @return nothing when it is that account, else a sentence that says why rttd must not go on
   */
  static Optional<String> otherThan(String name) {
    UserPrincipalLookupService accounts = FileSystems.getDefault().getUserPrincipalLookupService();
    UserPrincipal wanted;
    try {
      wanted = accounts.lookupPrincipalByName(name);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of("there is no such user.");
    }
    try {
      UserPrincipal own = accounts.lookupPrincipalByName(effectiveUser());
      return own.equals(wanted)
          ? Optional.empty()
          : Optional.of(
              "rttd runs as "
                  + own.getName()
                  + "; only bin/rttd, started as root, becomes another user.");
    } catch (IOException e) {
      return Optional.of("cannot tell which user rttd runs as: " + e.getMessage());
    }
  }

  /** By number, where there is a /proc: names can be shared, and a property can be overridden. */
  private static String effectiveUser() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return System.getProperty("user.name");
    }
    List<String> lines = Files.readAllLines(STATUS);
    for (String line : lines) {
      if (line.startsWith("Uid:")) {
        return line.split("\\s+", -1)[2];
      }
    }
    throw new IOException(STATUS + " has no line Uid");
  }
}
