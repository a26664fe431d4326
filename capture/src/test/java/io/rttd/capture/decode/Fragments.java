package io.rttd.capture.decode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fragments of Ethernet frames' IPv4 packets. */
public final class Fragments {
  private static final int HEADERS = 14 + 20;
  private static final int STEP = 512;
  private static final int MORE_FRAGMENTS = 0x2000;

  private Fragments() {}

  /** The fragments of a packet, of 512 bytes each but for the last. */
  public static List<Frame> fragments(Frame whole) {
    byte[] bytes = whole.bytes();
    List<Frame> fragments = new ArrayList<>();
    for (int from = HEADERS; from < bytes.length; from += STEP) {
      int to = Math.min(from + STEP, bytes.length);
      byte[] fragment = Arrays.copyOf(bytes, HEADERS + to - from);
      System.arraycopy(bytes, from, fragment, HEADERS, to - from);
      int bits = (from - HEADERS) / 8 | (to < bytes.length ? MORE_FRAGMENTS : 0);
      ByteBuffer.wrap(fragment).putShort(16, (short) (20 + to - from)).putShort(20, (short) bits);
      fragments.add(new Frame(whole.linkType(), fragment, fragment.length));
    }
    return fragments;
  }
}
