package io.rttd.audit;

import io.rttd.model.Address;
import io.rttd.model.Addresses;

/** The two ends of a connection. Mutable, so that a look-up allocates nothing. */
final class ConnectionKey {
  private long localHi;
  private long localLo;
  private long remoteHi;
  private long remoteLo;
  private int localPort;
  private int remotePort;

  ConnectionKey set(
      long fromHi, long fromLo, int fromPort, long towardsHi, long towardsLo, int towardsPort) {
    localHi = fromHi;
    localLo = fromLo;
    localPort = fromPort;
    remoteHi = towardsHi;
    remoteLo = towardsLo;
    remotePort = towardsPort;
    return this;
  }

  ConnectionKey set(Address local, int fromPort, Address remote, int towardsPort) {
    return set(local.hi(), local.lo(), fromPort, remote.hi(), remote.lo(), towardsPort);
  }

  ConnectionKey copy() {
    return new ConnectionKey().set(localHi, localLo, localPort, remoteHi, remoteLo, remotePort);
  }

  /** Address and port of this host's end. */
  String local() {
    return text(localHi, localLo, localPort);
  }

  /** Address and port of the other end. */
  String remote() {
    return text(remoteHi, remoteLo, remotePort);
  }

  private static String text(long hi, long lo, int port) {
    String address = Addresses.toText(hi, lo);
    return (Addresses.isIpv4(hi, lo) ? address : "[" + address + "]") + ":" + port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionKey key
        && localHi == key.localHi
        && localLo == key.localLo
        && remoteHi == key.remoteHi
        && remoteLo == key.remoteLo
        && localPort == key.localPort
        && remotePort == key.remotePort;
  }

  @Override
  public int hashCode() {
    long mixed = (localHi ^ Long.rotateLeft(remoteHi, 17)) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ localLo ^ Long.rotateLeft(remoteLo, 29)) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ (long) localPort << 16 ^ remotePort) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32);
  }
}
