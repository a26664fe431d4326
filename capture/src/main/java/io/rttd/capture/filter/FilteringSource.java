package io.rttd.capture.filter;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.SegmentFilter;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * A source of whose frames only those come that a filter wants: for capture files, which no kernel
 * filters. The program is the one that the kernel would run, so as on a wire an expression of the
 * user's sees the outermost headers alone. One thread, as the source's own.
 */
public final class FilteringSource implements FrameSource {
  private static final int ETHERNET = 1;

  private final FrameSource source;
  private final PeerFilter filter;
  private final SegmentFilter segments;
  private final Int2ObjectHashMap<BpfMachine> machines = new Int2ObjectHashMap<>();
  private final FrameHandler judge = this::judge;
  private CaptureFault refusal;
  private FrameHandler handler;
  private int passed;

  private FilteringSource(FrameSource source, PeerFilter filter) {
    this.source = source;
    this.filter = filter;
    this.segments = filter.segments();
  }

  /**
   * Puts a filter before a source.
   *
   * @param source closed with this one, or when this method throws
   * @throws CaptureException BAD_FILTER or UNSUPPORTED
   */
  public static FilteringSource of(FrameSource source, PeerFilter filter) throws CaptureException {
    FilteringSource filtering = new FilteringSource(source, filter);
    boolean usable = false;
    try {
      filtering.machines.put(ETHERNET, filtering.machineFor(ETHERNET));
      usable = true;
      return filtering;
    } finally {
      if (!usable) {
        source.close();
      }
    }
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    this.handler = handler;
    passed = 0;
    return source.poll(judge, limit) == END ? END : passed;
  }

  private void judge(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    BpfMachine machine = machines.get(linkType);
    if (machine == null) {
      machine = learn(linkType);
    }
    if (machine.run(buffer, offset, capturedLength, originalLength) != 0) {
      passed++;
      handler.onFrame(
          timeNs, linkType, interfaceIndex, buffer, offset, capturedLength, originalLength);
    }
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

  @Override
  public SegmentFilter segments() {
    return segments;
  }

  @Override
  public boolean isLive() {
    return source.isLive();
  }

  @Override
  public long kernelDrops() {
    return source.kernelDrops();
  }

  @Override
  public Optional<CaptureFault> fault() {
    return source.fault().or(() -> Optional.ofNullable(refusal));
  }

  @Override
  public boolean onLostMemory(InternalError error) {
    return source.onLostMemory(error);
  }

  @Override
  public void close() {
    source.close();
  }
}
