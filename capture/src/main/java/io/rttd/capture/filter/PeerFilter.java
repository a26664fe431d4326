package io.rttd.capture.filter;

import io.rttd.capture.SegmentFilter;
import io.rttd.config.Cidr;
import io.rttd.model.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Selects segments: TCP, with any of the peers, none of the excluded networks, any of the ports,
 * and matching the user's expression. An empty list does not restrict.
 *
 * <p>Packets with IPv6 extension headers or an IPv4 authentication header pass, whatever they
 * contain, since a filter cannot look past them. With ports, they are excluded unless tunnels are
 * inspected.
 *
 * @param networks peers as CIDR blocks
 * @param hosts peers as addresses, e.g. of resolved names
 * @param excluded peers that are excluded even if they are in {@code networks}
 * @param ports either end's port
 * @param extra the user's expression (pcap-filter(7)), ANDed; needs libpcap
 * @param share which part of the flows; on links other than Ethernet, cooked and raw IP, all of
 *     them or none
 * @param ownAcks whether to capture ACKs without data that this host sends; not needed while only
 *     this host's data is timed
 * @param tunnels whether to capture TCP inside tunnels, too. All but {@code extra} then applies to
 *     the innermost packet; if a filter program cannot find that, it lets the frame pass, and
 *     {@link #segments()} decides.
 */
public record PeerFilter(
    List<Cidr> networks,
    List<InetAddress> hosts,
    List<Cidr> excluded,
    List<Integer> ports,
    Optional<String> extra,
    FlowShare share,
    boolean ownAcks,
    boolean tunnels) {

  /** What a plain {@code tcp} would miss, see {@link PeerProgram}. */
  private static final String BEHIND_OTHER_HEADERS =
      "(ip6 and (ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 60 or ip6[6] = 135 or ip6[6] = 139"
          + " or ip6[6] = 140)) or proto 51";

  /** All TCP. */
  static final String ALL_TCP = "(tcp or " + BEHIND_OTHER_HEADERS + ")";

  /** Packets that may contain TCP deeper inside, in libpcap's language. */
  private static final String TUNNELS =
      Stream.concat(
              IntStream.of(TunnelWalk.PROTOCOLS).mapToObj(protocol -> "proto " + protocol),
              IntStream.of(TunnelWalk.UDP_PORTS).mapToObj(port -> "udp port " + port))
          .collect(Collectors.joining(" or ", "(" + BEHIND_OTHER_HEADERS + " or ", ")"));

  /** Keywords after which libpcap shifts the offsets of the rest of an expression. */
  private static final Pattern SHIFTS_OFFSETS =
      Pattern.compile("\\b(vlan|mpls|pppoe[ds]|geneve)\\b");

  private static final Pattern VLAN = Pattern.compile("\\bvlan\\b");

  /** Copies the lists; a blank extra expression becomes empty. */
  public PeerFilter {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    excluded = List.copyOf(excluded);
    ports = List.copyOf(ports);
    extra = extra.map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Creates a filter for all flows, with the ACKs that this host sends, without tunnels. */
  public PeerFilter(
      List<Cidr> networks,
      List<InetAddress> hosts,
      List<Cidr> excluded,
      List<Integer> ports,
      Optional<String> extra) {
    this(networks, hosts, excluded, ports, extra, FlowShare.ALL, true, false);
  }

  /** A copy with another share of its flows. */
  public PeerFilter withShare(FlowShare wanted) {
    return new PeerFilter(networks, hosts, excluded, ports, extra, wanted, ownAcks, tunnels);
  }

  /** A copy without the ACKs that this host sends, where they can be recognized. */
  public PeerFilter withoutOwnAcks() {
    return new PeerFilter(networks, hosts, excluded, ports, extra, share, false, tunnels);
  }

  /** A copy with or without TCP inside tunnels. */
  public PeerFilter withTunnels(boolean wanted) {
    return new PeerFilter(networks, hosts, excluded, ports, extra, share, ownAcks, wanted);
  }

  /** No restriction: all TCP. */
  public static PeerFilter allTcp() {
    return of(List.of(), List.of(), Optional.empty());
  }

  /** All TCP of these peers that matches the user's expression. */
  public static PeerFilter of(
      List<Cidr> networks, List<InetAddress> hosts, Optional<String> extra) {
    return new PeerFilter(networks, hosts, List.of(), List.of(), extra);
  }

  /** Networks and hosts together. */
  public List<Cidr> peers() {
    return Stream.concat(networks.stream(), hosts.stream().map(host -> Cidr.parse(text(host))))
        .toList();
  }

  /** Selects decoded segments of packets whose addresses and ports a program did not find. */
  public SegmentFilter segments() {
    boolean all = networks.isEmpty() && hosts.isEmpty() && excluded.isEmpty() && ports.isEmpty();
    return !tunnels || all ? SegmentFilter.ALL : new PeerSegments(peers(), excluded, ports);
  }

  /** As {@link #expression()}, including possible tunnels. */
  String expressionWithTunnels() {
    if (!tunnels) {
      return expression().orElse(ALL_TCP);
    }
    String plain = expression(false).orElse(ALL_TCP);
    return "(" + plain + " or " + TUNNELS + ")" + extra.map(own -> " and (" + own + ")").orElse("");
  }

  /**
   * The filter in the language of pcap-filter(7), or empty if all TCP is selected. That language
   * can express neither a share of flows nor the contents of a tunnel.
   */
  public Optional<String> expression() {
    return expression(true);
  }

  private Optional<String> expression(boolean withExtra) {
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
    extra.filter(any -> withExtra).ifPresent(expression -> terms.add("(" + expression + ")"));
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    String tcp = ports.isEmpty() ? ALL_TCP : "(tcp)";
    terms.add(0, tcp);
    return Optional.of(String.join(" and ", terms));
  }

  /** The expression, also for packets with one VLAN tag still in the Ethernet frame. */
  static String withinVlanToo(String expression) {
    return shiftsOffsets(expression)
        ? expression
        : "(" + expression + ") or (vlan and (" + expression + "))";
  }

  /** Whether an expression itself mentions VLAN tags. */
  static boolean mentionsVlan(String expression) {
    return VLAN.matcher(expression).find();
  }

  @Override
  public String toString() {
    return expression().orElse("tcp") + (tunnels ? ", in tunnels too" : "");
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

  /** Without an IPv6 address's scope, which filters do not know. */
  private static String text(InetAddress address) {
    return Address.of(address).toString();
  }
}
