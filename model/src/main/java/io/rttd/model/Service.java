package io.rttd.model;

/**
 * A service: what the pairs of its server port are called besides their addresses.
 *
 * @param id identifies it within a {@link ServiceNames}; 0 is {@link #NONE}
 * @param name what reports call it; empty for {@link #NONE}
 */
public record Service(int id, String name) {
  /** No service: nobody knows the port. */
  public static final Service NONE = new Service(0, "");

  /** That of {@link PairKey#OTHER}: any. */
  static final Service ANY = new Service(-1, "");
}
