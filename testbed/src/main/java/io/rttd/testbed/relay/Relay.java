package io.rttd.testbed.relay;

import io.rttd.testbed.truth.Fate;
import io.rttd.testbed.truth.TruthRecord;
import io.rttd.testbed.truth.TruthRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Two TAP devices and the two threads that carry frames between them. Any thread may close it;
 * closing it again has no effect.
 */
public final class Relay implements AutoCloseable {
  private final TapDevice a;
  private final TapDevice b;
  private final TruthRecorder recorder;
  private final List<RelayDirection> directions;
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  /**
   * Creates the devices, down and in the caller's network namespace, and starts relaying.
   *
   * @param nameA name of A's interface
   * @param nameB name of B's interface
   * @param aToB treatment of frames from A to B
   * @param bToA treatment of frames from B to A
   * @param superSegments whether the kernels hand over unsegmented TCP (TSO)
   * @param truth file of {@link TruthRecord}s
   * @throws RelayException if the devices cannot be created
   * @throws IOException if the file cannot be written
   */
  public Relay(
      String nameA,
      String nameB,
      LinkSettings aToB,
      LinkSettings bToA,
      boolean superSegments,
      Path truth)
      throws IOException {
    a = TapDevice.open(nameA, superSegments);
    try {
      b = TapDevice.open(nameB, superSegments);
    } catch (RelayException e) {
      a.close();
      throw e;
    }
    try {
      recorder = new TruthRecorder(truth);
    } catch (IOException e) {
      a.close();
      b.close();
      throw e;
    }
    directions =
        List.of(
            new RelayDirection("a-to-b", TruthRecord.A_TO_B, a, b, aToB, recorder),
            new RelayDirection("b-to-a", TruthRecord.B_TO_A, b, a, bToA, recorder));
    for (RelayDirection direction : directions) {
      Thread thread = new Thread(direction, "relay-" + direction.name());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Ends the threads and the devices, and completes the truth file. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    directions.forEach(RelayDirection::stop);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    a.close();
    b.close();
    directions.forEach(RelayDirection::free);
    recorder.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * How late frames left: departure minus (arrival + configured delay), ns. Call only after {@link
   * #close()}.
   *
   * @param direction {@link TruthRecord#A_TO_B} or {@link TruthRecord#B_TO_A}
   */
  public Histogram overheadNs(int direction) {
    return directions.get(direction).overheadNs();
  }

  /** Frames of a direction that met this fate. Call only after {@link #close()}. */
  public long frames(int direction, Fate fate) {
    return directions.get(direction).frames(fate);
  }

  /** Counts and overhead as readable text. Call only after {@link #close()}. */
  public String report() {
    StringBuilder text = new StringBuilder();
    for (RelayDirection direction : directions) {
      text.append(direction.name()).append(':');
      for (Fate fate : Fate.values()) {
        text.append(String.format(Locale.ROOT, " %s %d", fate, direction.frames(fate)));
      }
      Histogram overhead = direction.overheadNs();
      text.append(
          String.format(
              Locale.ROOT,
              "%n%s overhead us: p50 %.1f p90 %.1f p99 %.1f p99.9 %.1f max %.1f%n",
              direction.name(),
              overhead.getValueAtPercentile(50) / 1e3,
              overhead.getValueAtPercentile(90) / 1e3,
              overhead.getValueAtPercentile(99) / 1e3,
              overhead.getValueAtPercentile(99.9) / 1e3,
              overhead.getMaxValue() / 1e3));
    }
    text.append(String.format(Locale.ROOT, "truth records lost: %d%n", recorder.lost()));
    return text.toString();
  }
}
