package io.rttd.analyze;

import java.util.Optional;

/**
 * Which packets of the files an analysis reads. An empty value means all.
 *
 * @param filter those that match this libpcap expression
 * @param from those at or after this time
 * @param to those before this time
 * @param interfaceName those of this interface: its number or name in a pcapng file, or the
 *     kernel's number for it in cooked frames (SLL2)
 */
public record FrameChoice(
    Optional<String> filter,
    Optional<CaptureTime> from,
    Optional<CaptureTime> to,
    Optional<String> interfaceName) {

  /** All packets. */
  public static final FrameChoice ALL =
      new FrameChoice(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether all packets are read. */
  public boolean isAll() {
    return filter.isEmpty() && from.isEmpty() && to.isEmpty() && interfaceName.isEmpty();
  }
}
