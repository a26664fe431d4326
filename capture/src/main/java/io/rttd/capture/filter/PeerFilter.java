package io.rttd.capture.filter;

import io.rttd.config.Cidr;
import io.rttd.engine.segment.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which segments are wanted, as a filter expression of libpcap (pcap-filter(7)): TCP, of any of the
 * peers, of none of the excluded networks, of any of the ports, and whatever the user adds.
 *
 * <p>An empty list does not restrict. libpcap's {@code tcp} looks at the first header after IPv6
 * only, so packets with extension headers pass as well, whatever they carry; they cannot be matched
 * by port, so with ports they are left out. An IPv4 authentication header is treated alike.
 *
 * @param networks peers as CIDR blocks
 * @param hosts peers as addresses, e.g. of names that were resolved
 * @param excluded peers whose segments are left out, even if they are in {@code networks}
 * @param ports either end's port
 * @param extra an expression of the user's, ANDed
 */
public record PeerFilter(
    List<Cidr> networks,
    List<InetAddress> hosts,
    List<Cidr> excluded,
    List<Integer> ports,
    Optional<String> extra) {

  /** Everything that a {@code tcp} would lose: see {@link TcpProgram}. */
  private static final String BEHIND_OTHER_HEADERS =
      "(ip6 and (ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 60 or ip6[6] = 135 or ip6[6] = 139"
          + " or ip6[6] = 140)) or proto 51";

  /** All TCP, for those who need an expression even for that. */
  public static final String ALL_TCP = "(tcp or " + BEHIND_OTHER_HEADERS + ")";

  /** Words after which libpcap reads the rest of an expression at other offsets. */
  private static final Pattern SHIFTS_OFFSETS =
      Pattern.compile("\\b(vlan|mpls|pppoe[ds]|geneve)\\b");

  private static final Pattern VLAN = Pattern.compile("\\bvlan\\b");

  /** Copies the lists; a blank extra expression is none. */
  public PeerFilter {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    excluded = List.copyOf(excluded);
    ports = List.copyOf(ports);
    extra = extra.map(String::strip).filter(text -> !text.isEmpty());
  }

  /** All TCP of these peers, and what the user adds. */
  public static PeerFilter of(
      List<Cidr> networks, List<InetAddress> hosts, Optional<String> extra) {
    return new PeerFilter(networks, hosts, List.of(), List.of(), extra);
  }

  /**
   * The expression, or empty when all TCP is wanted: a source without an expression needs no
   * libpcap.
   */
  public Optional<String> expression() {
    List<String> terms = new ArrayList<>();
    List<String> peers = new ArrayList<>();
    networks.forEach(network -> peers.add(term(network)));
    hosts.forEach(host -> peers.add("host " + text(host)));
    if (!peers.isEmpty()) {
      terms.add(anyOf(peers));
    }
    if (!excluded.isEmpty()) {
      terms.add("not " + anyOf(excluded.stream().map(PeerFilter::term).toList()));
    }
    if (!ports.isEmpty()) {
      terms.add(anyOf(ports.stream().map(port -> "tcp port " + port).toList()));
    }
    extra.ifPresent(expression -> terms.add("(" + expression + ")"));
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    String tcp = ports.isEmpty() ? ALL_TCP : "(tcp)";
    if (extra.filter(PeerFilter::shiftsOffsets).isPresent()) {
      // What the user's words shift must stand behind them: "vlan 5" means TCP within VLAN 5.
      terms.add(0, terms.remove(terms.size() - 1));
      terms.add(1, tcp);
    } else {
      terms.add(0, tcp);
    }
    return Optional.of(String.join(" and ", terms));
  }

  /** The same expression, also within one VLAN tag that an Ethernet packet still holds. */
  public static String withinVlanToo(String expression) {
    return shiftsOffsets(expression)
        ? expression
        : "(" + expression + ") or (vlan and (" + expression + "))";
  }

  /** Whether an expression asks for VLAN tags itself. */
  public static boolean mentionsVlan(String expression) {
    return VLAN.matcher(expression).find();
  }

  private static boolean shiftsOffsets(String expression) {
    return SHIFTS_OFFSETS.matcher(expression).find();
  }

  private static String anyOf(List<String> terms) {
    return "(" + String.join(" or ", terms) + ")";
  }

  private static String term(Cidr network) {
    boolean ipv4 = network.address() instanceof Inet4Address;
    if (network.prefixLength() == 0) {
      return ipv4 ? "ip" : "ip6";
    }
    return network.prefixLength() == (ipv4 ? 32 : 128)
        ? "host " + text(network.address())
        : "net " + text(network.address()) + "/" + network.prefixLength();
  }

  /** Without an IPv6 address's scope, which a filter does not know. */
  private static String text(InetAddress address) {
    return Addresses.toText(Addresses.hi(address), Addresses.lo(address));
  }
}
