package io.rttd.analyze.connection;

import io.rttd.model.Address;

/**
 * One end of a connection.
 *
 * @param port 0 to 65535
 */
public record Endpoint(Address address, int port) {
  /** {@code 198.18.0.1:40000} or {@code [2001:db8::1]:40000}. */
  @Override
  public String toString() {
    return (address.isIpv4() ? address.toString() : "[" + address + "]") + ":" + port;
  }
}
