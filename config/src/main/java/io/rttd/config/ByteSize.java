package io.rttd.config;

/** A number of bytes as users write it on a command line: as in the configuration. */
public final class ByteSize {
  private ByteSize() {}

  /**
   * Reads a size such as {@code 512MB}; a KB is 1024 bytes.
   *
   * @throws IllegalArgumentException if it is none, or not within the limits; with what is wrong
   */
  public static long parse(String text, long least, long most) {
    return ValueSyntax.bytes(least, most).read(text);
  }
}
