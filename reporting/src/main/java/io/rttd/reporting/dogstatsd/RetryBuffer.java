package io.rttd.reporting.dogstatsd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * DogStatsD lines waiting for their receiver, as datagrams with timestamps.
 *
 * <p>Gauges and counts get a timestamp ({@code |T}, protocol 1.3), so they can arrive late and
 * still count at the right time. Distributions cannot have one: sent late, they would count at the
 * wrong time, so they are dropped. Memory is limited: the oldest lines are dropped first. Not
 * thread-safe.
 *
 * @see <a href="https://docs.datadoghq.com/extend/dogstatsd/datagram_shell/">the datagram
 *     format</a>
 */
final class RetryBuffer {
  /** Datadog does not accept older data. */
  static final long MAX_AGE_SECONDS = TimeUnit.HOURS.toSeconds(1);

  private static final int DATAGRAM_OVERHEAD_BYTES = 64;

  private final long maxBytes;
  private final int maxDatagramBytes;
  private final Deque<Datagram> datagrams = new ArrayDeque<>();
  private long bytes;
  private long lines;

  private record Datagram(ByteBuffer text, int lines, long seconds) {
    long bytes() {
      return (long) text.capacity() + DATAGRAM_OVERHEAD_BYTES;
    }
  }

  /**
   * Creates an empty buffer.
   *
   * @param maxBytes memory limit
   * @param maxDatagramBytes maximum length of a datagram
   */
  RetryBuffer(long maxBytes, int maxDatagramBytes) {
    this.maxBytes = maxBytes;
    this.maxDatagramBytes = maxDatagramBytes;
  }

  /**
   * Stores the gauges and counts of a datagram.
   *
   * @param datagram lines, each followed by a newline; not changed
   * @param seconds their time, s since the epoch
   * @return number of lines lost: its distributions, and older lines that made room
   */
  long add(ByteBuffer datagram, long seconds) {
    byte[] stamp = ("|T" + seconds + "\n").getBytes(StandardCharsets.US_ASCII);
    // With timestamps, a few lines of a full datagram no longer fit; and the client may
    // have sent a line or two alone, which are added to the latest ones.
    ByteBuffer pack = ByteBuffer.allocate(maxDatagramBytes);
    int packed = reopenNewest(pack, seconds);
    long lost = 0;
    ByteBuffer rest = datagram.duplicate();
    while (rest.hasRemaining()) {
      ByteBuffer line = nextLine(rest);
      if (!line.hasRemaining()) {
        continue;
      }
      if (!canWait(line) || line.remaining() + stamp.length > maxDatagramBytes) {
        lost++;
        continue;
      }
      if (line.remaining() + stamp.length > pack.remaining()) {
        append(pack, packed, seconds);
        packed = 0;
      }
      pack.put(line).put(stamp);
      packed++;
    }
    append(pack, packed, seconds);
    while (bytes > maxBytes) {
      lost += removeOldest();
    }
    return lost;
  }

  /** Removes the newest datagram, if it has that time; returns its number of lines. */
  private int reopenNewest(ByteBuffer pack, long seconds) {
    if (datagrams.isEmpty() || datagrams.peekLast().seconds() != seconds) {
      return 0;
    }
    Datagram newest = datagrams.removeLast();
    bytes -= newest.bytes();
    lines -= newest.lines();
    pack.put(newest.text().duplicate());
    return newest.lines();
  }

  private static ByteBuffer nextLine(ByteBuffer rest) {
    int start = rest.position();
    int end = start;
    while (end < rest.limit() && rest.get(end) != '\n') {
      end++;
    }
    rest.position(Math.min(end + 1, rest.limit()));
    return rest.duplicate().position(start).limit(end);
  }

  /** Whether the line is a gauge or a count, by its type after the first bar. */
  private static boolean canWait(ByteBuffer line) {
    for (int i = line.position(); i < line.limit() - 1; i++) {
      if (line.get(i) == '|') {
        return line.get(i + 1) == 'g' || line.get(i + 1) == 'c';
      }
    }
    return false;
  }

  private void append(ByteBuffer pack, int packed, long seconds) {
    if (packed > 0) {
      byte[] text = new byte[pack.flip().remaining()];
      pack.get(text).clear();
      Datagram datagram = new Datagram(ByteBuffer.wrap(text), packed, seconds);
      datagrams.addLast(datagram);
      bytes += datagram.bytes();
      lines += packed;
    }
  }

  /** Drops lines older than a time; returns their number. */
  long dropBefore(long seconds) {
    long dropped = 0;
    while (!datagrams.isEmpty() && datagrams.peekFirst().seconds() < seconds) {
      dropped += removeOldest();
    }
    return dropped;
  }

  /** The oldest datagram; there must be one. */
  ByteBuffer oldest() {
    return datagrams.getFirst().text().duplicate();
  }

  /** Removes the oldest datagram; returns its number of lines. */
  int removeOldest() {
    Datagram oldest = datagrams.removeFirst();
    bytes -= oldest.bytes();
    lines -= oldest.lines();
    return oldest.lines();
  }

  boolean isEmpty() {
    return datagrams.isEmpty();
  }

  /** Number of waiting lines. */
  long lines() {
    return lines;
  }
}
