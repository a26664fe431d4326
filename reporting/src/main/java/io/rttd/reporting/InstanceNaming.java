package io.rttd.reporting;

import io.rttd.config.InstanceConfig;
import io.rttd.config.Mode;
import io.rttd.config.NetworkNames;
import io.rttd.model.PeerNaming;
import java.util.function.Supplier;

/**
 * Names of addresses in a capture's reports: groups, configured names, those of {@code names_file},
 * names found by DNS.
 */
public final class InstanceNaming implements AutoCloseable {
  private final ReverseNames reverse = new ReverseNames();
  private final Supplier<NetworkNames> file;

  /**
   * Names for one capture.
   *
   * @param file the latest names of {@code names_file}
   */
  public InstanceNaming(Supplier<NetworkNames> file) {
    this.file = file;
  }

  /**
   * The names from a configuration.
   *
   * @param peers the names of its hosts
   */
  public PeerNaming of(InstanceConfig instance, PeerNaming peers) {
    // In a tap, and in a file without local networks, either end may be remote.
    boolean bothEnds =
        instance.mode() == Mode.TAP
            || (instance.captureFile().isPresent() && instance.localNetworks().isEmpty());
    PeerNaming known = after(peers);
    PeerNaming each = instance.reverseLookup() ? reverse.after(known) : known;
    return GroupedNaming.of(instance.grouping(), bothEnds, each, file);
  }

  /** Addresses that have only their text as a name get the file's, if it has one. */
  private PeerNaming after(PeerNaming peers) {
    return address -> {
      String name = peers.name(address);
      NetworkNames names = file.get();
      return names.size() > 0 && name.equals(address.toString())
          ? names.nameOf(address).orElse(name)
          : name;
    };
  }

  @Override
  public void close() {
    reverse.close();
  }
}
