package io.rttd.analyze;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.decode.LinkType;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.TreeSet;
import org.agrona.DirectBuffer;

/**
 * Selects the frames of one interface. Records the other interfaces, in case no frame matches. Not
 * thread-safe.
 */
final class InterfaceChoice {
  private static final int SLL2_INDEX_OFFSET = 4;
  private static final int SLL2_HEADER_BYTES = 20;

  /** Each file numbers its interfaces from 1 to this. */
  private static final int NUMBER_MASK = 0xFFFF;

  private static final int NONE = -1;
  private static final int MOST_NAMED = 20;

  private final String wanted;
  private final int wantedNumber;
  private final CaptureSet files;
  private final TreeSet<String> others = new TreeSet<>();
  private int latest = Integer.MIN_VALUE;
  private boolean found;

  InterfaceChoice(String wanted, CaptureSet files) {
    this.wanted = wanted;
    this.files = files;
    this.wantedNumber = wanted.matches("[0-9]{1,9}") ? Integer.parseInt(wanted) : NONE;
  }

  boolean isChosen(
      int linkType, int interfaceIndex, DirectBuffer buffer, int offset, int capturedLength) {
    boolean cooked = linkType == LinkType.LINUX_SLL2 && capturedLength >= SLL2_HEADER_BYTES;
    int number = NONE;
    if (cooked) {
      number = buffer.getInt(offset + SLL2_INDEX_OFFSET, ByteOrder.BIG_ENDIAN);
    } else if (interfaceIndex != FrameHandler.NO_INTERFACE) {
      number = (interfaceIndex & NUMBER_MASK) - 1;
    }
    String name = files.interfaceName(interfaceIndex);
    boolean chosen = (number != NONE && number == wantedNumber) || wanted.equals(name);
    found |= chosen;
    if (!chosen && number != latest && others.size() < MOST_NAMED) {
      latest = number;
      others.add(
          number == NONE
              ? "packets without one"
              : name == null ? "" + number : number + " " + name);
    }
    return chosen;
  }

  /** The interfaces that exist instead, if no frame was from this one. */
  Optional<String> complaint() {
    return found || others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "no packets from interface "
                + wanted
                + "; the capture has: "
                + String.join(", ", others)
                + ".");
  }
}
