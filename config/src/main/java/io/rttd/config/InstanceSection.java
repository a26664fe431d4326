package io.rttd.config;

import io.rttd.config.InstanceConfig.PeerGrouping;
import io.rttd.config.InstanceConfig.Sampling;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads one element of {@code instances}. */
final class InstanceSection {
  /** go-metro's name for "no interface, read the capture file". */
  private static final String FILE_INTERFACE = "file";

  private static final String ANY_INTERFACE = "any";

  private static final int MOST_GROUPS = 1000;

  private final SectionReader section;
  private final Predicate<InetAddress> local;
  private final Function<String, Optional<String>> filterFaults;

  /**
   * @param filterFaults returns the error in a filter expression, if any
   */
  InstanceSection(
      SectionReader section,
      Predicate<InetAddress> local,
      Function<String, Optional<String>> filterFaults) {
    this.section = section;
    this.local = local;
    this.filterFaults = filterFaults;
  }

  /** The instance; {@code extraFilter} is ANDed with its own. */
  InstanceConfig read(Optional<String> extraFilter) {
    Optional<String> named = section.read("interface", ValueSyntax::interfaceName);
    Optional<String> interfaceName = named.filter(name -> !name.equals(FILE_INTERFACE));
    Optional<Path> pcap = section.read("pcap", ValueSyntax::path);
    checkSource(named, interfaceName);
    if (pcap.filter(NamedPipe::isAt).isPresent()) {
      section.fault("pcap", "is a FIFO: reading it would block");
    }
    List<Cidr> networks = networks("ips");
    List<String> hosts = section.readList("hosts", ValueSyntax::host).orElse(List.of());
    if (interfaceName.isPresent()) {
      checkWhitelist(interfaceName.get(), networks, hosts);
    }
    Mode mode = section.read("mode", ValueSyntax.choice(Mode.class), Mode.HOST);
    return new InstanceConfig(
        interfaceName,
        pcap,
        networks,
        hosts,
        filter(extraFilter),
        mode,
        networks("local_networks"),
        section.readList("tags", ValueSyntax::tag).orElse(List.of()),
        networks("exclude_ips"),
        ports(),
        grouping(),
        sampling(),
        section.read("reverse_lookup", ValueSyntax::flag, false),
        promiscuous(interfaceName, mode),
        section.read("tunnels", ValueSyntax::flag, mode == Mode.TAP));
  }

  private void checkSource(Optional<String> named, Optional<String> interfaceName) {
    if (section.has("pcap")) {
      interfaceName.ifPresent(
          name -> section.fault("pcap", "conflicts with the interface " + name));
    } else if (named.isPresent() && interfaceName.isEmpty()) {
      section.fault("interface", "is file, but pcap is missing");
    } else if (!section.has("interface")) {
      section.fault("interface", "is missing, and so is pcap");
    }
  }

  /**
   * As in go-metro, it is an error if all peers of interest are this host's own addresses: nothing
   * would be measured. The loopback interface is the exception.
   */
  private void checkWhitelist(String interfaceName, List<Cidr> networks, List<String> hosts) {
    boolean loopback = interfaceName.matches("lo[0-9]*");
    boolean listed = !networks.isEmpty() || !hosts.isEmpty();
    if (!loopback
        && listed
        && networks.stream().allMatch(this::isLocal)
        && hosts.stream().allMatch(this::isLocal)) {
      section.fault(networks.isEmpty() ? "hosts" : "ips", "has only local addresses");
    }
  }

  private boolean isLocal(Cidr network) {
    int bits = network.address().getAddress().length * 8;
    boolean inLoopbackBlock = network.address().isLoopbackAddress() && network.prefixLength() >= 8;
    return inLoopbackBlock || (network.prefixLength() == bits && local.test(network.address()));
  }

  /** Names are resolved when the capture starts, except those that can only be this host. */
  private boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.indexOf(':') >= 0 || name.matches("[0-9.]+")) {
      return isLocal(Cidr.parse(name));
    }
    return name.equals("localhost") || name.endsWith(".localhost") || name.equals("ip6-localhost");
  }

  /** A packet socket enables promiscuous mode on a single interface; {@code any} is not one. */
  private boolean promiscuous(Optional<String> interfaceName, Mode mode) {
    Optional<Boolean> wanted = section.read("promiscuous", ValueSyntax::flag);
    if (wanted.orElse(false)) {
      if (section.has("pcap")) {
        section.fault("promiscuous", "applies to interfaces, not to a capture file");
      } else if (interfaceName.filter(ANY_INTERFACE::equals).isPresent()) {
        section.fault("promiscuous", "has no effect on any: give each interface its own instance");
      }
    }
    return wanted.orElse(mode == Mode.TAP && !section.has("pcap"));
  }

  private Optional<String> filter(Optional<String> extra) {
    Optional<String> own =
        section.<String>read("filter", this::checkedFilter).filter(text -> !text.isEmpty());
    if (own.isPresent() && extra.isPresent()) {
      return Optional.of("(" + own.get() + ") and (" + extra.get() + ")");
    }
    return own.or(() -> extra);
  }

  private String checkedFilter(String text) {
    String expression = ValueSyntax.filter(text);
    Optional<String> fault =
        expression.isEmpty() ? Optional.empty() : filterFaults.apply(expression);
    if (fault.isPresent()) {
      throw new IllegalArgumentException("does not compile: " + fault.get());
    }
    return expression;
  }

  private List<Integer> ports() {
    return section.readDistinct("ports", ValueSyntax.whole(1, 65_535)).orElse(List.of()).stream()
        .map(Long::intValue)
        .toList();
  }

  private List<Cidr> networks(String name) {
    return section.readList(name, ValueSyntax::network).orElse(List.of());
  }

  private PeerGrouping grouping() {
    Map<String, List<Cidr>> groups = new LinkedHashMap<>();
    Map<Cidr, String> groupOf = new HashMap<>();
    section.readLists(
        "groups",
        ValueSyntax::groupName,
        ValueSyntax::network,
        (name, networks) -> {
          for (Cidr network : networks) {
            String other = groupOf.putIfAbsent(network, name);
            if (other != null) {
              section.fault("groups", network + " is in " + name + " and in " + other);
            }
          }
          groups.put(name, networks);
        });
    if (groups.size() > MOST_GROUPS) {
      section.fault("groups", "has " + groups.size() + " groups");
    }
    return new PeerGrouping(
        groups, prefixLength("aggregate_ipv4", 32), prefixLength("aggregate_ipv6", 128));
  }

  private int prefixLength(String name, int longest) {
    return section.read(name, ValueSyntax.whole(0, longest), (long) longest).intValue();
  }

  /**
   * With {@code sample: false}, a time has no effect, as in go-metro; without {@code sample}, it is
   * an error.
   */
  private Optional<Sampling> sampling() {
    boolean wanted = section.read("sample", ValueSyntax::flag, false);
    Optional<Duration> measure = seconds("sample_duration", wanted);
    Optional<Duration> rest = seconds("sample_interval", wanted);
    if (!wanted || measure.isEmpty() || rest.isEmpty()) {
      return Optional.empty();
    }
    if (section.has("pcap")) {
      section.fault("sample", "applies to interfaces, not to a capture file");
    }
    return Optional.of(new Sampling(measure.get(), rest.get()));
  }

  private Optional<Duration> seconds(String name, boolean wanted) {
    Optional<Long> seconds = section.read(name, ValueSyntax.whole(0, 86_400));
    if (wanted && seconds.orElse(0L) == 0 && (seconds.isPresent() || !section.has(name))) {
      section.fault(name, "is required with sample: true");
    } else if (!section.has("sample") && seconds.orElse(0L) != 0) {
      section.fault(name, "has no effect without sample");
    }
    return seconds.filter(value -> value > 0).map(Duration::ofSeconds);
  }
}
