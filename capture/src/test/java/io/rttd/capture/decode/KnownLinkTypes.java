package io.rttd.capture.decode;

import java.lang.reflect.Field;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every constant of {@link LinkType}: a test that reads them here misses none. */
public final class KnownLinkTypes {
  /** For private use, and of no meaning to the decoder. */
  private static final int UNKNOWN = 147;

  private KnownLinkTypes() {}

  /** All of them, in ascending order. */
  static IntStream all() {
    return Stream.of(LinkType.class.getFields()).mapToInt(KnownLinkTypes::value).sorted();
  }

  /** Ethernet, then all others, and one that the decoder does not know. */
  public static int[] withAnUnknownOne() {
    return IntStream.concat(
            IntStream.of(LinkType.ETHERNET),
            IntStream.concat(
                all().filter(type -> type != LinkType.ETHERNET), IntStream.of(UNKNOWN)))
        .toArray();
  }

  private static int value(Field constant) {
    try {
      return constant.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
