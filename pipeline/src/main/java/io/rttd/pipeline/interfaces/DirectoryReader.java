package io.rttd.pipeline.interfaces;

import io.rttd.capture.natives.Netlink;
import io.rttd.config.Cidr;
import io.rttd.pipeline.interfaces.NetworkRoute.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads the directory from the kernel, through rtnetlink(7). One thread. */
final class DirectoryReader {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  // struct ifinfomsg
  private static final int LINK_LENGTH = 16;
  private static final int LINK_INDEX_OFFSET = 4;
  private static final int LINK_FLAGS_OFFSET = 8;
  private static final int IFF_UP = 0x1;
  private static final int IFF_LOOPBACK = 0x8;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_PROP_LIST = 52;
  private static final int IFLA_ALT_IFNAME = 53;

  // struct ifaddrmsg
  private static final int ADDRESS_LENGTH = 8;
  private static final int ADDRESS_INDEX_OFFSET = 4;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  // struct rtmsg
  private static final int ROUTE_LENGTH = 12;
  private static final int ROUTE_PREFIX_OFFSET = 1;
  private static final int ROUTE_TYPE_OFFSET = 7;
  private static final int ROUTE_FLAGS_OFFSET = 8;
  private static final int RTM_F_CLONED = 0x200;
  private static final int RTN_UNICAST = 1;
  private static final int RTN_LOCAL = 2;
  private static final int RTN_ANYCAST = 4;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_MULTIPATH = 9;
  private static final int RTA_VIA = 18;

  // struct rtnexthop
  private static final int HOP_LENGTH = 8;
  private static final int HOP_INDEX_OFFSET = 4;

  private final Map<Integer, List<InetAddress>> addresses = new HashMap<>();
  private final List<NetworkLink> links = new ArrayList<>();
  private final Set<NetworkRoute> routes = new HashSet<>();

  private DirectoryReader() {}

  /** Reads the whole directory. */
  static InterfaceDirectory read() throws IOException {
    DirectoryReader reader = new DirectoryReader();
    try (Netlink kernel = Netlink.openRoutes()) {
      kernel.list(Netlink.RTM_GETADDR, reader::address, reader.addresses::clear);
      kernel.list(Netlink.RTM_GETLINK, reader::link, reader.links::clear);
      kernel.list(Netlink.RTM_GETROUTE, reader::route, reader.routes::clear);
    }
    reader.links.sort(Comparator.comparingInt(NetworkLink::index));
    return new InterfaceDirectory(reader.links, reader.routes);
  }

  private void address(UnsafeBuffer buffer, int offset, int length) {
    InetAddress[] found = new InetAddress[IFA_LOCAL + 1];
    Netlink.attributes(
        buffer,
        offset + ADDRESS_LENGTH,
        length - ADDRESS_LENGTH,
        (type, from, at, size) -> {
          if (type == IFA_ADDRESS || type == IFA_LOCAL) {
            found[type] = inetAddress(from, at, size).orElse(null);
          }
        });
    // On a point-to-point link, the other address is the peer's.
    InetAddress own = found[IFA_LOCAL] == null ? found[IFA_ADDRESS] : found[IFA_LOCAL];
    if (own != null) {
      int index = buffer.getInt(offset + ADDRESS_INDEX_OFFSET);
      addresses.computeIfAbsent(index, unused -> new ArrayList<>()).add(own);
    }
  }

  private void link(UnsafeBuffer buffer, int offset, int length) {
    int index = buffer.getInt(offset + LINK_INDEX_OFFSET);
    int flags = buffer.getInt(offset + LINK_FLAGS_OFFSET);
    String[] texts = {"", ""};
    int[] master = {0};
    List<String> altnames = new ArrayList<>();
    Netlink.attributes(
        buffer,
        offset + LINK_LENGTH,
        length - LINK_LENGTH,
        (type, from, at, size) -> {
          switch (type) {
            case IFLA_IFNAME -> texts[0] = text(from, at, size);
            case IFLA_MASTER -> master[0] = from.getInt(at);
            case IFLA_LINKINFO ->
                Netlink.attributes(
                    from,
                    at,
                    size,
                    (inner, b, o, l) -> {
                      if (inner == IFLA_INFO_KIND) {
                        texts[1] = text(b, o, l);
                      }
                    });
            case IFLA_PROP_LIST ->
                Netlink.attributes(
                    from,
                    at,
                    size,
                    (inner, b, o, l) -> {
                      if (inner == IFLA_ALT_IFNAME) {
                        altnames.add(text(b, o, l));
                      }
                    });
            default -> {
              // Of no interest here.
            }
          }
        });
    links.add(
        new NetworkLink(
            index,
            texts[0],
            altnames,
            texts[1],
            master[0],
            (flags & IFF_UP) != 0,
            (flags & IFF_LOOPBACK) != 0,
            addresses.getOrDefault(index, List.of())));
  }

  private void route(UnsafeBuffer buffer, int offset, int length) {
    int family = buffer.getByte(offset);
    int type = buffer.getByte(offset + ROUTE_TYPE_OFFSET);
    boolean local = type == RTN_LOCAL || type == RTN_ANYCAST;
    if ((family != AF_INET && family != AF_INET6)
        || !(local || type == RTN_UNICAST)
        || (buffer.getInt(offset + ROUTE_FLAGS_OFFSET) & RTM_F_CLONED) != 0) {
      return;
    }
    InetAddress[] target = {null};
    boolean[] indirect = {false};
    InetAddress[] gateway = {null};
    List<Integer> through = new ArrayList<>(1);
    Netlink.attributes(
        buffer,
        offset + ROUTE_LENGTH,
        length - ROUTE_LENGTH,
        (attribute, from, at, size) -> {
          switch (attribute) {
            case RTA_DST -> target[0] = inetAddress(from, at, size).orElse(null);
            case RTA_OIF -> through.add(from.getInt(at));
            case RTA_GATEWAY -> {
              indirect[0] = true;
              gateway[0] = inetAddress(from, at, size).orElse(null);
            }
            case RTA_VIA -> indirect[0] = true;
            case RTA_MULTIPATH -> {
              indirect[0] = true;
              hops(from, at, size, through);
            }
            default -> {
              // Of no interest here.
            }
          }
        });
    int prefixLength = buffer.getByte(offset + ROUTE_PREFIX_OFFSET) & 0xFF;
    Kind kind = local ? Kind.LOCAL : prefixLength == 0 ? Kind.DEFAULT : Kind.ON_LINK;
    if (kind != Kind.DEFAULT && target[0] == null) {
      return;
    }
    InetAddress to = target[0] == null ? unspecified(family) : target[0];
    if (prefixLength > to.getAddress().length * 8) {
      return; // IPv4-mapped: no packet has such an address.
    }
    Cidr network = new Cidr(to, prefixLength);
    if (kind == Kind.ON_LINK && indirect[0]) {
      if (gateway[0] == null || !isOwnWithin(network, gateway[0], through)) {
        return;
      }
      kind = Kind.VIA_OWN_ADDRESS;
    }
    for (int index : through) {
      routes.add(new NetworkRoute(kind, network, index));
    }
  }

  private boolean isOwnWithin(Cidr network, InetAddress gateway, List<Integer> linkIndices) {
    return network.contains(new Cidr(gateway, gateway.getAddress().length * 8))
        && linkIndices.stream()
            .anyMatch(index -> addresses.getOrDefault(index, List.of()).contains(gateway));
  }

  private static void hops(UnsafeBuffer buffer, int offset, int length, List<Integer> through) {
    int at = offset;
    int end = offset + length;
    while (at + HOP_LENGTH <= end) {
      int size = buffer.getShort(at) & 0xFFFF;
      if (size < HOP_LENGTH) {
        return;
      }
      through.add(buffer.getInt(at + HOP_INDEX_OFFSET));
      at += (size + 3) & ~3;
    }
  }

  private static String text(DirectBuffer buffer, int offset, int length) {
    int size = 0;
    while (size < length && buffer.getByte(offset + size) != 0) {
      size++;
    }
    return buffer.getStringWithoutLengthUtf8(offset, size);
  }

  private static InetAddress unspecified(int family) {
    UnsafeBuffer zeros = new UnsafeBuffer(new byte[family == AF_INET ? 4 : 16]);
    return inetAddress(zeros, 0, zeros.capacity()).orElseThrow();
  }

  private static Optional<InetAddress> inetAddress(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    try {
      return Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      return Optional.empty(); // Neither 4 nor 16 bytes.
    }
  }
}
