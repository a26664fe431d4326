package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.StatsDClientErrorHandler;
import io.rttd.reporting.StormLog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Sends datagrams to DogStatsD, and buffers them while it is down.
 *
 * <p>A datagram that cannot be sent goes to the {@link RetryBuffer}. From then on it tries
 * DogStatsD once a second, with a new datagram; the others are buffered immediately, so nothing
 * waits for a receiver that does not answer. Once a datagram arrives, each further one is followed
 * by a few buffered ones, so the receiver is not flooded.
 *
 * <p>The client's sender thread writes; any thread may read the counters.
 */
final class RetryingChannel implements WritableByteChannel, StatsDClientErrorHandler {
  private static final Logger LOGGER = System.getLogger(RetryingChannel.class.getName());
  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
  private static final int KEPT_WITH_EACH = 8;

  private final String receiver;
  private final RetryBuffer kept;
  private final UnaryOperator<ByteBuffer> rewrite;
  private final LongSupplier epochNs;
  private final StormLog log = new StormLog(LOGGER, System::nanoTime);
  private final AtomicLong lostLines = new AtomicLong();
  private final AtomicLong keptLines = new AtomicLong();
  private final IdleGate gate = new IdleGate();
  private final WritableByteChannel channel;
  private boolean away;
  private long awaySinceNs;
  private long triedNs;
  private volatile boolean closing;

  /**
   * Creates a channel.
   *
   * @param receiver the receiver's name in the log
   * @param channel channel to the receiver; owned by this channel
   * @param kept buffer while the receiver is down; owned by this channel
   * @param rewrite rewrites a datagram before it is sent or kept
   * @param epochNs wall clock, ns since the epoch
   */
  RetryingChannel(
      String receiver,
      WritableByteChannel channel,
      RetryBuffer kept,
      UnaryOperator<ByteBuffer> rewrite,
      LongSupplier epochNs) {
    this.receiver = receiver;
    this.channel = channel;
    this.kept = kept;
    this.rewrite = rewrite;
    this.epochNs = epochNs;
  }

  /** Sends or buffers a datagram; never fails, and always accepts the whole datagram. */
  @Override
  public int write(ByteBuffer datagram) {
    int bytes = datagram.remaining();
    ByteBuffer rewritten = rewrite.apply(datagram);
    long nowNs = epochNs.getAsLong();
    if ((away && !closing && nowNs - triedNs < RETRY_NS) || !send(rewritten.duplicate(), nowNs)) {
      lostLines.addAndGet(kept.add(rewritten, TimeUnit.NANOSECONDS.toSeconds(nowNs)));
    } else if (!kept.isEmpty()) {
      sendKept(nowNs);
    }
    keptLines.set(kept.lines());
    gate.onHandled(lines(rewritten));
    datagram.position(datagram.limit());
    gate.holdWhileIdle();
    return bytes;
  }

  /** Number of lines in a datagram; the last may lack its newline. */
  private static int lines(ByteBuffer datagram) {
    int lines = 0;
    for (int i = datagram.position(); i < datagram.limit(); i++) {
      lines += datagram.get(i) == '\n' || i == datagram.limit() - 1 ? 1 : 0;
    }
    return lines;
  }

  private boolean send(ByteBuffer datagram, long nowNs) {
    triedNs = nowNs;
    int bytes = datagram.remaining();
    try {
      int sent = channel.write(datagram);
      if (sent != bytes) {
        throw new IOException("only " + sent + " of " + bytes + " bytes were accepted");
      }
    } catch (IOException e) {
      fail(e, nowNs);
      return false;
    }
    if (away) {
      away = false;
      LOGGER.log(
          Level.INFO,
          "DogStatsD at {0} is back after {1} s; sending {2} buffered lines",
          receiver,
          Long.toString(TimeUnit.NANOSECONDS.toSeconds(nowNs - awaySinceNs)),
          Long.toString(kept.lines()));
    }
    return true;
  }

  private void fail(IOException reason, long nowNs) {
    if (!away) {
      away = true;
      awaySinceNs = nowNs;
      // Logs each outage, as it does each recovery: at most one per second, and the log counts
      // storms.
      log.warnAlways(
          "DogStatsD at "
              + receiver
              + " accepts no data: gauges and counts are buffered and sent later; distributions are lost",
          reason);
    }
  }

  private void sendKept(long nowNs) {
    long oldestSeconds = TimeUnit.NANOSECONDS.toSeconds(nowNs) - RetryBuffer.MAX_AGE_SECONDS;
    lostLines.addAndGet(kept.dropBefore(oldestSeconds));
    long startNs = System.nanoTime();
    int sent = 0;
    while (!kept.isEmpty()
        && (closing ? System.nanoTime() - startNs < LAST_PATIENCE_NS : sent < KEPT_WITH_EACH)
        && send(kept.oldest(), nowNs)) {
      kept.removeOldest();
      sent++;
    }
  }

  /** Called for errors of the client other than in sending, such as a line that is too long. */
  @Override
  public void handle(Exception error) {
    gate.onHandled(1);
    log.warn("Cannot send to DogStatsD at " + receiver, error);
  }

  /** Number of waiting lines. */
  long keptLines() {
    return keptLines.get();
  }

  /** Number of lines sent, buffered or lost so far. */
  long handledLines() {
    return gate.handled();
  }

  /** The gate at which the client's threads wait between two reports. */
  IdleGate gate() {
    return gate;
  }

  /** Lines lost since the last call. */
  long takeLostLines() {
    return lostLines.getAndSet(0);
  }

  /** From now on, each datagram that arrives is followed by everything buffered. */
  void hurry() {
    closing = true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** Closes the channel, and logs what was never sent. The client must have stopped. */
  @Override
  public void close() throws IOException {
    long never = keptLines.get();
    if (never > 0) {
      LOGGER.log(
          Level.WARNING,
          "DogStatsD at {0} never received {1} buffered lines",
          receiver,
          Long.toString(never));
    }
    channel.close();
  }
}
