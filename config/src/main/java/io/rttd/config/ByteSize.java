package io.rttd.config;

/** Parses byte counts on a command line, in the same syntax as in the configuration. */
public final class ByteSize {
  private ByteSize() {}

  /**
   * Reads a size such as {@code 512MB}; a KB is 1024 bytes.
   *
   * @throws IllegalArgumentException with the reason, if it is not a size or is out of range
   */
  public static long parse(String text, long least, long most) {
    return ValueSyntax.bytes(least, most).read(text);
  }
}
