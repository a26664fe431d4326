package io.rttd.capture.filter;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Applies a filter to a file's frames, whatever their link type: runs the program that the kernel
 * would run. Single-threaded.
 */
public final class FrameFilter {
  private static final int ETHERNET = 1;

  private final PeerFilter filter;
  private final Int2ObjectHashMap<BpfMachine> machines = new Int2ObjectHashMap<>();
  private CaptureFault refusal;

  /**
   * Compiles a filter for Ethernet, and later for each other link type as it appears.
   *
   * @throws CaptureException BAD_FILTER or UNSUPPORTED
   */
  public FrameFilter(PeerFilter filter) throws CaptureException {
    this.filter = filter;
    machines.put(ETHERNET, machineFor(ETHERNET));
  }

  /** Whether a frame is selected; false if the filter cannot be compiled for its link type. */
  public boolean wants(
      int linkType, DirectBuffer buffer, int offset, int capturedLength, int originalLength) {
    BpfMachine machine = machines.get(linkType);
    if (machine == null) {
      machine = learn(linkType);
    }
    return machine.run(buffer, offset, capturedLength, originalLength) != 0;
  }

  private BpfMachine learn(int linkType) {
    BpfMachine machine;
    try {
      machine = machineFor(linkType);
    } catch (CaptureException e) {
      refusal =
          new CaptureFault(
              "frames of link type " + linkType + " are left out: " + e.getMessage(), -1);
      machine = new BpfMachine(PeerProgram.nothing());
    }
    machines.put(linkType, machine);
    return machine;
  }

  private BpfMachine machineFor(int linkType) throws CaptureException {
    return new BpfMachine(FilterCompiler.packets(linkType, filter));
  }

  /** Why all frames of a link type are excluded; empty if there is no such type. */
  public Optional<CaptureFault> refusal() {
    return Optional.ofNullable(refusal);
  }
}
