package io.rttd.analyze.explain;

import io.rttd.model.Address;
import io.rttd.model.Segment;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The two ends of one flow, as a user writes them: {@code 198.18.0.1:40000-198.18.0.2:80}, or with
 * brackets around IPv6 addresses, {@code [2001:db8::1]:40000-[2001:db8::2]:80}; or as a line of the
 * table of connections, which begins with the two.
 */
public record FlowSelector(End a, End b) {

  /** One end. */
  public record End(Address address, int port) {
    @Override
    public String toString() {
      String text = address.toString();
      return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
    }
  }

  /**
   * Parses a selector.
   *
   * @throws IllegalArgumentException if the text is not a selector; the message says what is
   *     expected
   */
  public static FlowSelector parse(String text) {
    String[] words = text.strip().split("\\s+", 3);
    String[] ends = words.length > 1 ? words : text.strip().split("-", 2);
    if (ends.length < 2) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a flow; expected ADDRESS:PORT-ADDRESS:PORT or a line of --by connection");
    }
    return new FlowSelector(end(ends[0]), end(ends[1]));
  }

  private static End end(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|\\]$", "");
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (host.matches("[0-9a-fA-F:.]+") && port >= 0 && port <= 65_535) {
        return new End(Address.of(InetAddress.getByName(host)), port);
      }
    } catch (NumberFormatException | UnknownHostException e) {
      throw new IllegalArgumentException(complaint(text), e);
    }
    throw new IllegalArgumentException(complaint(text));
  }

  private static String complaint(String text) {
    return "'" + text + "' is not one end of a flow; expected ADDRESS:PORT or [IPV6]:PORT";
  }

  /** Whether a segment belongs to the flow, in either direction. */
  public boolean matches(Segment segment) {
    return (isFrom(a, segment) && isTo(b, segment)) || (isFrom(b, segment) && isTo(a, segment));
  }

  /** Whether a segment of the flow was sent by the first end. */
  public boolean isFromA(Segment segment) {
    return isFrom(a, segment) && isTo(b, segment);
  }

  private static boolean isFrom(End end, Segment s) {
    return s.srcPort == end.port && s.srcLo == end.address.lo() && s.srcHi == end.address.hi();
  }

  private static boolean isTo(End end, Segment s) {
    return s.dstPort == end.port && s.dstLo == end.address.lo() && s.dstHi == end.address.hi();
  }
}
