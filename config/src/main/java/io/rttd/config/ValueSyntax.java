package io.rttd.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Syntax of scalar values. The text is read as written in the file, quoted or not, whatever type
 * YAML would infer.
 */
@FunctionalInterface
interface ValueSyntax<T> {
  /** ALTIFNAMSIZ of Linux less the terminating zero: an altname may be that long. */
  int LONGEST_INTERFACE_NAME = 127;

  /** Reads a value; throws {@link IllegalArgumentException} with what is wrong. */
  T read(String text);

  /** A decimal number without fraction; {@code _} may separate digits, as in YAML. */
  static ValueSyntax<Long> whole(long least, long most) {
    return text -> {
      if (!text.matches("[-+]?(0|[1-9][0-9_]*)")) {
        throw new IllegalArgumentException("is not a whole decimal number");
      }
      BigInteger number = new BigInteger(text.replace("_", ""));
      if (number.compareTo(BigInteger.valueOf(least)) < 0
          || number.compareTo(BigInteger.valueOf(most)) > 0) {
        throw new IllegalArgumentException("is out of range");
      }
      return number.longValueExact();
    };
  }

  /** A power of two. */
  static ValueSyntax<Long> powerOfTwo(long least, long most) {
    return text -> {
      long number = whole(least, most).read(text);
      if (Long.bitCount(number) != 1) {
        throw new IllegalArgumentException("is not a power of two");
      }
      return number;
    };
  }

  /** A decimal number with a bounded number of digits. */
  static ValueSyntax<BigDecimal> decimal() {
    return text -> {
      if (!text.matches("[-+]?[0-9]{1,9}(\\.[0-9]{1,9})?")) {
        throw new IllegalArgumentException("is not a decimal number");
      }
      return new BigDecimal(text);
    };
  }

  /** A number above 0 and up to 100. */
  static Double percentile(String text) {
    BigDecimal number = decimal().read(text).stripTrailingZeros();
    if (number.signum() <= 0 || number.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new IllegalArgumentException("is out of range");
    }
    if (number.scale() > 3) {
      throw new IllegalArgumentException("has more than 3 decimals");
    }
    return number.doubleValue();
  }

  /** The bound of a histogram's bucket, in seconds. */
  static Double bucket(String text) {
    double seconds = decimal().read(text).doubleValue();
    if (seconds < 1e-6 || seconds > 3600) {
      throw new IllegalArgumentException("is out of range");
    }
    return seconds;
  }

  /** Seconds, with an optional fraction. */
  static ValueSyntax<Duration> seconds(Duration least, Duration most) {
    return text -> {
      Duration duration = Duration.ofNanos(decimal().read(text).movePointRight(9).longValueExact());
      if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
        throw new IllegalArgumentException("is out of range");
      }
      return duration;
    };
  }

  /** Bytes, as {@code 64MB}; units are powers of 1024 whether written MB, MiB or M. */
  static ValueSyntax<Long> bytes(long least, long most) {
    Pattern form = Pattern.compile("([0-9]{1,15})\\s*([KMGT]?)(?:I?B)?");
    return text -> {
      Matcher matcher = form.matcher(text.toUpperCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new IllegalArgumentException("is not a size");
      }
      int unit = matcher.group(2).isEmpty() ? 0 : "KMGT".indexOf(matcher.group(2)) + 1;
      BigInteger size = new BigInteger(matcher.group(1)).shiftLeft(10 * unit);
      if (size.compareTo(BigInteger.valueOf(least)) < 0
          || size.compareTo(BigInteger.valueOf(most)) > 0) {
        throw new IllegalArgumentException("is out of range");
      }
      return size.longValueExact();
    };
  }

  /** The words of YAML 1.1 for true and false. */
  static Boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }

  /** A constant of an enum, written in lower case. */
  static <E extends Enum<E>> ValueSyntax<E> choice(Class<E> type) {
    return text -> {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("is not one of the choices");
    };
  }

  /** A log level, under any name that go-metro accepts. */
  static LogLevel logLevel(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "warning" -> LogLevel.WARN;
      case "err" -> LogLevel.ERROR;
      case "crit" -> LogLevel.CRITICAL;
      default -> choice(LogLevel.class).read(text);
    };
  }

  /** A path of this platform's file system. */
  static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
    }
  }

  /** The name of an interface, which need not exist. */
  static String interfaceName(String text) {
    if (!text.matches("[^\\s/\\p{Cntrl}]{1,128}")) {
      throw new IllegalArgumentException("is not an interface name");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_INTERFACE_NAME) {
      throw new IllegalArgumentException(
          "is longer than "
              + LONGEST_INTERFACE_NAME
              + " characters, the limit for an interface name");
    }
    return text;
  }

  /** A DogStatsD tag: it must not contain characters that end the tag or the datagram's line. */
  static String tag(String text) {
    if (text.isBlank() || !text.equals(text.strip())) {
      throw new IllegalArgumentException("is empty, or starts or ends with a space");
    }
    if (text.length() > 200) {
      throw new IllegalArgumentException("is longer than 200 characters");
    }
    if (text.chars().anyMatch(c -> c == ',' || c == '|' || Character.isISOControl(c))) {
      throw new IllegalArgumentException("contains a comma, a | or a control character");
    }
    return text;
  }

  /** The name of a group of peers, which becomes a tag's value. */
  static String groupName(String text) {
    if (tag(text).equals("other")) {
      throw new IllegalArgumentException("is reserved for the pairs beyond max_peers");
    }
    return text;
  }

  /** A host's name (RFC 1123 2.1, underscores tolerated) or address. */
  static String host(String text) {
    if (text.indexOf(':') >= 0 || text.matches("[0-9.]+(/.*)?")) {
      if (text.indexOf('/') >= 0) {
        throw new IllegalArgumentException("is an address block, not a host");
      }
      return readAddress(text);
    }
    String label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    if (text.length() > 253 || !text.matches(label + "(\\." + label + ")*\\.?")) {
      throw new IllegalArgumentException("is neither a host name nor an address");
    }
    return text;
  }

  /** An address, or a block of them. */
  static Cidr network(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      String hint =
          text.matches("(?i)[a-z0-9_.-]*[g-z_][a-z0-9_.-]*") ? " (names go under hosts)" : "";
      throw new IllegalArgumentException("is invalid: " + e.getMessage() + hint, e);
    }
  }

  private static String readAddress(String text) {
    try {
      Cidr.parse(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not an address: " + e.getMessage(), e);
    }
  }

  /** A BPF expression; libpcap checks it when the capture starts. */
  static String filter(String text) {
    String expression = text.strip();
    if (expression.length() > 4096) {
      throw new IllegalArgumentException("is longer than 4096 characters");
    }
    if (expression.chars().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
      throw new IllegalArgumentException("contains a control character");
    }
    return expression;
  }
}
