package io.rttd.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What server ports are called.
 *
 * @param auto whether ports on which this host listens are named after the unit or container that
 *     listens
 * @param ports names of ports, on any host; each port is in at most one range
 */
public record ServicesConfig(boolean auto, List<PortRange> ports) {
  /** No port has a name. */
  public static final ServicesConfig NONE = new ServicesConfig(false, List.of());

  /** Copies the list. */
  public ServicesConfig {
    ports = List.copyOf(ports);
  }

  /**
   * Ports of one service.
   *
   * @param first the lowest, 1 to 65535
   * @param last the highest, at least {@code first}
   * @param name of the service
   */
  public record PortRange(int first, int last, String name) {
    private static final int MOST_NAME_CHARACTERS = 50;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]{0,49}");
    private static final Pattern PORTS = Pattern.compile("([0-9]{1,9})(?:\\s*-\\s*([0-9]{1,9}))?");

    /**
     * Reads a port or a range, and its name.
     *
     * @throws IllegalArgumentException with what is wrong, worded to follow the text
     */
    public static PortRange parse(String ports, String name) {
      return parse(ports).called(name);
    }

    /** Whether a text is written as a port or a range is. */
    static boolean isPorts(String text) {
      return PORTS.matcher(text).matches();
    }

    /** Reads a port or a range, without a name. */
    static PortRange parse(String ports) {
      Matcher matcher = PORTS.matcher(ports);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("is not a port or a range such as 8080-8089");
      }
      int first = port(matcher.group(1));
      int last = matcher.group(2) == null ? first : port(matcher.group(2));
      if (last < first) {
        throw new IllegalArgumentException("ends before it starts");
      }
      return new PortRange(first, last, "");
    }

    /** The same ports with a name. */
    PortRange called(String text) {
      if (!NAME.matcher(text).matches()) {
        throw new IllegalArgumentException(
            text.length() > MOST_NAME_CHARACTERS
                ? "is longer than " + MOST_NAME_CHARACTERS + " characters"
                : "is not a name of letters, digits, _, ., @ and -");
      }
      return new PortRange(first, last, text);
    }

    private static int port(String text) {
      long port = Long.parseLong(text);
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("is out of range");
      }
      return (int) port;
    }

    boolean overlaps(PortRange other) {
      return first <= other.last && other.first <= last;
    }

    /** As written in the configuration. */
    String text() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }
}
