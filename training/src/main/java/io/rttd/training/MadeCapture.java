package io.rttd.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Writes a capture of many conversations at once: the same bytes for the same arguments. */
public final class MadeCapture {
  /** What the connections do. */
  public enum Kind {
    /** A few transfers without end. */
    BULK,
    /** Many connections that come, ask and go. */
    SHORT,
    /** As short, but more than a million connections among 1,536 pairs. */
    MANY
  }

  /** The loss of {@link #bulk}'s transfers, 0 to 1. */
  private static final double FEW_LOST = 0.0001;

  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final int SERVER_PORT = 443;
  private static final int FIRST_CLIENT_PORT = 1024;
  private static final int CLIENT_PORTS = 64_000;
  private static final int CLIENT_NETWORK = 10 << 24;
  private static final int SERVER_NETWORK = 198 << 24 | 18 << 16;

  private final SplittableRandom random;
  private final PriorityQueue<Conversation> conversations =
      new PriorityQueue<>(Comparator.comparingLong(Conversation::dueNs));
  private long connections;
  private int mostOpen;

  private MadeCapture(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * What was written.
   *
   * @param packets frames in the file
   * @param connections connections begun
   * @param mostOpen the most that were open at a time
   */
  public record Summary(long packets, long connections, int mostOpen) {}

  /**
   * Writes bulk transfers: exactly this number of packets, regardless of the transfers' state.
   *
   * @param file made, or replaced
   * @param flows transfers at a time
   */
  public static Summary bulk(Path file, long packets, int flows, int snaplenBytes, long seed)
      throws IOException {
    try (FrameWriter out = new FrameWriter(file, snaplenBytes)) {
      return bulk(out, packets, flows, FEW_LOST, seed);
    }
  }

  /** As {@link #bulk(Path, long, int, int, long)}, into a writer and with another loss. */
  static Summary bulk(FrameWriter out, long packets, int flows, double loss, long seed) {
    MadeCapture made = new MadeCapture(seed);
    for (int i = 0; i < flows; i++) {
      long startNs = START_NS + i * 3_000_000L;
      made.conversations.add(
          new BulkTransfer(made.ends(i, flows, 2), startNs, loss, made.random.split()));
      made.connections++;
    }
    while (out.frames() < packets) {
      made.writeOne(out);
    }
    return new Summary(out.frames(), made.connections, flows);
  }

  /**
   * Writes short connections: starts new ones until there are this many packets, and completes
   * each.
   *
   * @param file made, or replaced
   * @param hosts client hosts, of four servers
   * @param nsBetween from the begin of one connection to that of the next
   */
  public static Summary shortConnections(
      Path file, long packets, int hosts, long nsBetween, int snaplenBytes, long seed)
      throws IOException {
    MadeCapture made = new MadeCapture(seed);
    long nextNs = START_NS;
    try (FrameWriter out = new FrameWriter(file, snaplenBytes)) {
      while (out.frames() < packets || !made.conversations.isEmpty()) {
        if (out.frames() < packets
            && (made.conversations.isEmpty() || nextNs <= made.conversations.peek().dueNs())) {
          made.conversations.add(
              new ShortConnection(
                  made.ends(made.connections, hosts, 4), nextNs, made.random.split()));
          made.connections++;
          made.mostOpen = Math.max(made.mostOpen, made.conversations.size());
          nextNs += nsBetween;
        } else {
          made.writeOne(out);
        }
      }
      return new Summary(out.frames(), made.connections, made.mostOpen);
    }
  }

  private void writeOne(FrameWriter out) {
    Conversation conversation = conversations.remove();
    conversation.writeNext(out);
    if (conversation.dueNs() != Conversation.ENDED) {
      conversations.add(conversation);
    }
  }

  /** No (address, port) pair comes again before all ports of all clients were used. */
  private Ends ends(long connection, int hosts, int servers) {
    int client = (int) (connection % hosts);
    int port = FIRST_CLIENT_PORT + (int) (connection / hosts % CLIENT_PORTS);
    int server = (int) (connection / hosts % servers);
    return new Ends(
        CLIENT_NETWORK | (1 + client), port, SERVER_NETWORK | (1 + server), SERVER_PORT);
  }
}
