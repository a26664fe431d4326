package io.rttd.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something listens.
 *
 * @param scheme {@code udp}, {@code unix}, {@code unixgram}, {@code unixstream} or {@code tcp}
 * @param host name, address or, for the unix schemes, path
 * @param port 1 to 65535, or 0 for the unix schemes
 */
public record Endpoint(String scheme, String host, int port) {
  static final int DOGSTATSD_PORT = 8125;
  static final String LOOPBACK = "127.0.0.1";

  // Linux reserves 108 bytes for a socket's path, including a terminating zero.
  private static final int LONGEST_PATH_BYTES = 107;

  private static final Pattern UNIX = Pattern.compile("(unix|unixgram|unixstream)://(/.+)");
  private static final Pattern UDP =
      Pattern.compile("udp://(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:/]+))(?::([0-9]+))?/?");
  private static final Pattern LISTEN =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:/]*)):([0-9]+)");

  /** Whether this is a socket of the file system. */
  public boolean isUnix() {
    return scheme.startsWith("unix");
  }

  /** Reads a DogStatsD URL; throws {@link IllegalArgumentException} with what is wrong with it. */
  static Endpoint url(String text) {
    Matcher unix = UNIX.matcher(text);
    if (unix.matches()) {
      if (unix.group(2).getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH_BYTES) {
        throw new IllegalArgumentException(
            "has a path longer than " + LONGEST_PATH_BYTES + " bytes, the limit for a socket");
      }
      return new Endpoint(unix.group(1), unix.group(2), 0);
    }
    Matcher udp = UDP.matcher(text);
    if (!udp.matches()) {
      throw new IllegalArgumentException("is not a DogStatsD URL");
    }
    return of("udp", udp);
  }

  /** As a URL, an IPv6 address in brackets: {@code udp://HOST:PORT}, {@code unix://PATH}. */
  public String url() {
    if (isUnix()) {
      return scheme + "://" + host;
    }
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /**
   * Reads {@code ADDRESS:PORT}, or {@code :PORT} for the loopback address; throws {@link
   * IllegalArgumentException} with what is wrong.
   */
  static Endpoint listen(String text) {
    Matcher matcher = LISTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is not an address and a port");
    }
    return of("tcp", matcher);
  }

  private static Endpoint of(String scheme, Matcher matcher) {
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    String port = matcher.group(3);
    return new Endpoint(
        scheme,
        host.isEmpty() ? LOOPBACK : ValueSyntax.host(host),
        port == null ? DOGSTATSD_PORT : ValueSyntax.whole(1, 65535).read(port).intValue());
  }
}
