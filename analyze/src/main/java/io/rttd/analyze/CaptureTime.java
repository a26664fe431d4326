package io.rttd.analyze;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time of a capture, as users write it: a time, or an offset from the first packet.
 *
 * @param ns since the epoch, or since the first packet
 * @param isOffset whether it counts from the first packet
 */
public record CaptureTime(long ns, boolean isOffset) {
  private static final Pattern OFFSET =
      Pattern.compile(
          "(?:([0-9]{1,6})h)?(?:([0-9]{1,7})m)?(?:([0-9]{1,9})(?:\\.([0-9]{1,9}))?s)?"
              + "(?:([0-9]{1,9})ms)?");
  private static final int FRACTION_DIGITS = 9;

  /**
   * Parses an RFC 3339 time, such as {@code 2026-11-29T09:30:00.5Z}, or an offset, such as {@code
   * 1m30s}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static CaptureTime parse(String text) {
    Matcher offset = OFFSET.matcher(text);
    if (!text.isEmpty() && offset.matches()) {
      String fraction = offset.group(4) == null ? "" : offset.group(4);
      Duration sum =
          Duration.ofHours(whole(offset.group(1)))
              .plusMinutes(whole(offset.group(2)))
              .plusSeconds(whole(offset.group(3)))
              .plusNanos(whole(fraction + "0".repeat(FRACTION_DIGITS - fraction.length())))
              .plusMillis(whole(offset.group(5)));
      return new CaptureTime(sum.toNanos(), true);
    }
    try {
      Instant time = OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
      return new CaptureTime(
          Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano()),
          false);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is neither a time, such as 2026-11-29T09:30:00Z, nor an offset from the first"
              + " packet, such as 10s or 1m30s",
          e);
    }
  }

  private static long whole(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /**
   * This time in ns since the epoch, for a capture whose first packet has the time {@code firstNs}.
   */
  long ns(long firstNs) {
    return isOffset ? firstNs + ns : ns;
  }
}
