package io.rttd.testbed.soak;

import io.rttd.model.SegmentAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sums over a daemon's file of reports, for one interface.
 *
 * @param verdicts of all kinds
 * @param samples in the pairs' histograms
 * @param segments fate of the segments
 */
record ReportSums(long verdicts, long samples, SegmentAccount segments) {
  private static final Pattern PAIR_COUNT = Pattern.compile("\"dst\":\"[^\"]*\",\"count\":(\\d+)");
  private static final Pattern VERDICTS = Pattern.compile("\"verdicts\":\\{([^}]*)\\}");
  private static final Pattern SEGMENTS =
      Pattern.compile(
          "\"segments\":\\{\"entered\":(\\d+),\"acknowledged\":(\\d+),\"abandoned\":(\\d+),"
              + "\"not_timed\":(\\d+),\"outstanding\":(\\d+)\\},\"acks\":(\\d+)");
  private static final Pattern NUMBER = Pattern.compile(":(\\d+)");

  /** Adds up a file of JSON lines. */
  static ReportSums of(Path jsonLines) throws IOException {
    long verdicts = 0;
    long samples = 0;
    SegmentAccount segments = SegmentAccount.NONE;
    try (Stream<String> lines = Files.lines(jsonLines)) {
      for (String line : (Iterable<String>) lines::iterator) {
        samples += sum(PAIR_COUNT, line);
        Matcher matcher = VERDICTS.matcher(line);
        verdicts += matcher.find() ? sum(NUMBER, matcher.group(1)) : 0;
        Matcher account = SEGMENTS.matcher(line);
        segments = account.find() ? segments.then(read(account)) : segments;
      }
    }
    return new ReportSums(verdicts, samples, segments);
  }

  private static SegmentAccount read(Matcher account) {
    return new SegmentAccount(
        Long.parseLong(account.group(1)),
        Long.parseLong(account.group(2)),
        Long.parseLong(account.group(3)),
        Long.parseLong(account.group(4)),
        Long.parseLong(account.group(5)),
        Long.parseLong(account.group(6)));
  }

  private static long sum(Pattern pattern, String text) {
    long sum = 0;
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      sum += Long.parseLong(matcher.group(1));
    }
    return sum;
  }
}
