package io.rttd.testbed.lab;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.relay.Relay;
import io.rttd.testbed.relay.RelayException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two namespaces connected by a relay, and the processes in them, for one test. Skips the test,
 * with the reason, where it cannot create them.
 */
final class RelayedNetwork implements AfterEachCallback {
  private final LabProcesses processes = new LabProcesses();
  private LabNetwork network;
  private Relay relay;

  /**
   * Creates the namespaces and the relay, and connects them.
   *
   * @param superSegments whether the relay's devices accept super-segments
   * @param truth file in which the relay records each frame
   */
  void connect(LinkSettings toB, LinkSettings toA, boolean superSegments, Path truth)
      throws IOException {
    assumeTrue(LabNetwork.obstacle().isEmpty(), LabNetwork::obstacle);
    try {
      network = new LabNetwork();
      relay = new Relay(network.tapA(), network.tapB(), toB, toA, superSegments, truth);
    } catch (LabException | RelayException e) {
      abort("no namespaces or TAP devices here: " + e.getMessage());
    }
    network.attach();
  }

  LabNetwork network() {
    return network;
  }

  Relay relay() {
    return relay;
  }

  LabProcesses processes() {
    return processes;
  }

  @Override
  public void afterEach(ExtensionContext test) {
    processes.close();
    if (relay != null) {
      relay.close();
    }
    if (network != null) {
      network.close();
    }
  }
}
