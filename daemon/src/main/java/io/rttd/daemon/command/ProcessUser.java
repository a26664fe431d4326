package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;

/** The account of this process, and its privileges beyond that account's. */
final class ProcessUser {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ROOT = "0";
  private static final long CAP_NET_RAW = 1L << 13;

  private final Optional<List<String>> status;

  /**
   * A process.
   *
   * @param status the lines of its {@code /proc/PID/status}; empty where there is no {@code /proc}
   */
  ProcessUser(Optional<List<String>> status) {
    this.status = status;
  }

  /**
   * Why rttd must not continue with {@code --user NAME}: this process is not that user, or has more
   * privileges than that user and CAP_NET_RAW.
   *
   * @param name an account's name or number
   * @return a sentence; empty if the option is honoured
   */
  private static Optional<String> refusal(String name) {
    try {
      return new ProcessUser(
              Files.isReadable(STATUS) ? Optional.of(Files.readAllLines(STATUS)) : Optional.empty())
          .refusalFor(name);
    } catch (IOException e) {
      return Optional.of("cannot tell which user rttd runs as: " + e.getMessage());
    }
  }

  /**
   * Prints why the command must not continue with {@code --user NAME}, if it must not.
   *
   * @param name the option's value, or null without it
   * @return whether it must not
   */
  static boolean isRefused(String command, String name, Console console) {
    Optional<String> refusal = name == null ? Optional.empty() : refusal(name);
    refusal.ifPresent(
        reason -> console.err().println("rttd: " + command + " --user " + name + ": " + reason));
    return refusal.isPresent();
  }

  Optional<String> refusalFor(String name) throws IOException {
    UserPrincipalLookupService accounts = FileSystems.getDefault().getUserPrincipalLookupService();
    UserPrincipal wanted;
    try {
      wanted = accounts.lookupPrincipalByName(name);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of("no such user.");
    }
    if (wanted.equals(accounts.lookupPrincipalByName(ROOT))) {
      return Optional.of("that is root. Omit --user, or name another user.");
    }
    UserPrincipal own = accounts.lookupPrincipalByName(effectiveUser());
    if (!own.equals(wanted)) {
      return Optional.of(
          "rttd runs as " + own.getName() + "; only bin/rttd, started as root, can switch users.");
    }
    long more = capabilities() & ~CAP_NET_RAW;
    return more == 0
        ? Optional.empty()
        : Optional.of(
            "this process has capabilities besides CAP_NET_RAW (%x). Start bin/rttd as root, or"
                    .formatted(more)
                + " give the process CAP_NET_RAW alone.");
  }

  /**
   * By number, if there is a /proc: accounts can share a name, and a property can be overridden.
   */
  private String effectiveUser() throws IOException {
    return status.isPresent()
        ? field("Uid:").split("\\s+", -1)[1]
        : System.getProperty("user.name");
  }

  /** Capabilities that it has or can acquire, as a bit mask; none without /proc. */
  private long capabilities() throws IOException {
    return status.isPresent() ? Long.parseUnsignedLong(field("CapPrm:"), 16) : 0;
  }

  private String field(String name) throws IOException {
    return status.orElseThrow().stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(name.length()).strip())
        .orElseThrow(() -> new IOException(STATUS + " has no line " + name));
  }
}
