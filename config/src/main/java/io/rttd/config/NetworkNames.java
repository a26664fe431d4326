package io.rttd.config;

import io.rttd.model.Address;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names of networks: an address has the name of the longest prefix that contains it. Immutable;
 * thread-safe.
 *
 * <p>A lookup tries each prefix length that occurs, the longest first, so that its cost grows with
 * the number of lengths and not of networks.
 */
public final class NetworkNames {
  /** No names. */
  public static final NetworkNames NONE = new NetworkNames();

  /** Bits before an IPv4 address that is mapped into IPv6. */
  public static final int MAPPED_BITS = 96;

  private final Map<Integer, Map<Address, String>> namesByBits =
      new TreeMap<>(Comparator.reverseOrder());
  private int size;

  private NetworkNames() {}

  /** Collects names. Not thread-safe; must not be used after {@link #build}. */
  public static final class Builder {
    private final NetworkNames names = new NetworkNames();
    private final Map<String, String> shared = new HashMap<>();

    /**
     * Names a network.
     *
     * @return its existing name, which it keeps
     */
    public Optional<String> add(Cidr network, String name) {
      boolean isIpv4 = network.address().getAddress().length == 4;
      int bits = isIpv4 ? MAPPED_BITS + network.prefixLength() : network.prefixLength();
      String known =
          names
              .namesByBits
              .computeIfAbsent(bits, unused -> new HashMap<>())
              .putIfAbsent(
                  Address.of(network.address()), shared.computeIfAbsent(name, itself -> itself));
      if (known == null) {
        names.size++;
      }
      return Optional.ofNullable(known);
    }

    /** The names collected. */
    public NetworkNames build() {
      return names;
    }
  }

  /** Number of networks that have a name. */
  public int size() {
    return size;
  }

  /** The name of the longest prefix that contains an address. */
  public Optional<String> nameOf(Address address) {
    boolean isIpv4 = address.isIpv4();
    for (Map.Entry<Integer, Map<Address, String>> length : namesByBits.entrySet()) {
      int bits = length.getKey();
      if (isIpv4 && bits < MAPPED_BITS) {
        break; // An IPv6 block such as ::/0 holds the mapped addresses, but no IPv4.
      }
      String name = length.getValue().get(address.network(bits));
      if (name != null) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
