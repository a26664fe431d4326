package io.rttd.reporting.prometheus;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * The host names that a request to this listener may use. A listener on the loopback address is for
 * programs on this host. A foreign DNS server can direct a browser on this host to it, with a name
 * that resolves to 127.0.0.1 (DNS rebinding); the name in the request reveals that.
 */
final class HostRule {
  private final boolean isLoopback;
  private final String configured;

  /**
   * Creates the rule of one listener.
   *
   * @param bound address on which it listens
   * @param configured its name in the configuration
   */
  HostRule(InetAddress bound, String configured) {
    this.isLoopback = bound.isLoopbackAddress();
    this.configured = configured.toLowerCase(Locale.ROOT);
  }

  /** Whether a request with this Host field may be answered. An HTTP/1.0 client sends none. */
  boolean allows(Optional<String> hostField) {
    return !isLoopback || hostField.map(HostRule::withoutPort).map(this::isOurs).orElse(true);
  }

  private static String withoutPort(String field) {
    return field.strip().toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
  }

  private boolean isOurs(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals(configured)
        || host.matches("127(\\.[0-9]{1,3}){3}")
        || host.equals("[::1]");
  }
}
