package io.rttd.capture.file;

import io.rttd.capture.decode.LinkType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Problems with the records of an undamaged file: link types that cannot be read, and unusable
 * times.
 *
 * <p>A time whose fraction is a second or more is invalid. If most fractions are too large for the
 * microseconds that the file's magic promises, the file contains something else, and fractions that
 * happen to be small enough are not trusted either. Nor is a time of 0 (1970-01-01): its writer had
 * no clock. Reading thread only.
 */
final class ReadingNotes {
  private static final int MAX_LINK_TYPES = 16;
  private static final int NS_PER_SECOND = 1_000_000_000;

  private final int[] linkTypes = new int[MAX_LINK_TYPES];
  private final long[] framesOf = new long[MAX_LINK_TYPES];
  private int linkTypeCount;
  private int readable = LinkType.ETHERNET;

  private long records;
  private long tooLarge;
  private long beyondNanoseconds;
  private long timesOfZero;
  private boolean inMicroseconds;

  void onLinkType(int linkType) {
    if (linkType == readable) {
      return;
    }
    if (linkType == LinkTypes.NONE || LinkType.isReadable(linkType)) {
      readable = linkType;
      return;
    }
    for (int i = 0; i < linkTypeCount; i++) {
      if (linkTypes[i] == linkType) {
        framesOf[i]++;
        return;
      }
    }
    if (linkTypeCount < MAX_LINK_TYPES) {
      linkTypes[linkTypeCount] = linkType;
      framesOf[linkTypeCount] = 1;
      linkTypeCount++;
    }
  }

  /** Counts a record whose time is 0. */
  void onTimeZero() {
    timesOfZero++;
  }

  /** Counts a record, and whether its fraction of a second can be used. */
  boolean isUsable(long fraction, int nsPerFraction) {
    records++;
    if (fraction * nsPerFraction >= NS_PER_SECOND) {
      inMicroseconds = nsPerFraction != 1;
      tooLarge++;
      beyondNanoseconds += fraction >= NS_PER_SECOND ? 1 : 0;
      return false;
    }
    return tooLarge <= records - tooLarge || !looksLikeNanoseconds();
  }

  /** A damaged record may have any fraction; nanoseconds are all below a second. */
  private boolean looksLikeNanoseconds() {
    return inMicroseconds && beyondNanoseconds == 0;
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < linkTypeCount; i++) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%,d %s of %s, which rttd cannot read.",
              framesOf[i],
              framesOf[i] == 1 ? "frame is" : "frames are",
              LinkType.describe(linkTypes[i])));
    }
    if (tooLarge > 0) {
      sentences.add(ofTimes());
    }
    if (timesOfZero > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%,d %s the time 0, which is invalid: nothing is timed from %s.",
              timesOfZero,
              timesOfZero == 1 ? "record has" : "records have",
              timesOfZero == 1 ? "it" : "them"));
    }
    return sentences;
  }

  private String ofTimes() {
    String counted =
        String.format(
            Locale.ROOT,
            "%,d of %,d records have a fraction of a second or more",
            tooLarge,
            records);
    if (looksLikeNanoseconds() && tooLarge > records / 2) {
      return counted
          + ": these look like nanoseconds under the microsecond magic. Nothing is timed from"
          + " them.";
    }
    return counted + ": their times are invalid, and nothing is timed from them.";
  }
}
