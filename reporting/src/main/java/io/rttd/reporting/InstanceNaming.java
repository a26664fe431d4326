package io.rttd.reporting;

import io.rttd.config.InstanceConfig;
import io.rttd.config.Mode;
import io.rttd.model.PeerNaming;

/** Names of addresses in a capture's reports: groups, configured names, names found by DNS. */
public final class InstanceNaming implements AutoCloseable {
  private final ReverseNames reverse = new ReverseNames();

  /**
   * The names that a configuration wants.
   *
   * @param peers the names of its hosts
   */
  public PeerNaming of(InstanceConfig instance, PeerNaming peers) {
    // In a tap, and in a file without local networks, either end may be remote.
    boolean bothEnds =
        instance.mode() == Mode.TAP
            || (instance.captureFile().isPresent() && instance.localNetworks().isEmpty());
    PeerNaming each = instance.reverseLookup() ? reverse.after(peers) : peers;
    return GroupedNaming.of(instance.grouping(), bothEnds, each);
  }

  @Override
  public void close() {
    reverse.close();
  }
}
