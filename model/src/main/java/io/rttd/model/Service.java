package io.rttd.model;

/**
 * A service: the name of a server port in pairs, in addition to the addresses.
 *
 * @param id identifies it within a {@link ServiceNames}; 0 is {@link #NONE}
 * @param name name in reports; empty for {@link #NONE}
 */
public record Service(int id, String name) {
  /** No service: the port is unknown. */
  public static final Service NONE = new Service(0, "");

  /** The service of {@link PairKey#OTHER}: any. */
  static final Service ANY = new Service(-1, "");
}
