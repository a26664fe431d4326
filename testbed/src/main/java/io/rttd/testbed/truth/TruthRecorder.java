package io.rttd.testbed.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Writes truth records to a file, on its own thread: the relay's threads only copy a record into a
 * ring, one ring per direction.
 */
public final class TruthRecorder implements AutoCloseable {
  private static final int RING_LENGTH = 8 << 20;
  private static final int FILE_BUFFER_LENGTH = 1 << 20;
  private static final int MESSAGE_TYPE = 1;
  private static final long IDLE_NS = 2_000_000;

  private final OneToOneRingBuffer[] rings = {ring(), ring()};
  private final FrameIdentity[] identities = {new FrameIdentity(), new FrameIdentity()};
  private final AtomicLong lost = new AtomicLong();
  private final FileChannel file;
  private final ByteBuffer pending = ByteBuffer.allocateDirect(FILE_BUFFER_LENGTH);
  private final Thread thread = new Thread(this::run, "truth-recorder");
  private volatile boolean running = true;
  private volatile IOException failure;

  /**
   * Creates the file, or empties it, and starts the thread.
   *
   * @throws IOException if the file cannot be written
   */
  public TruthRecorder(Path path) throws IOException {
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    pending.order(ByteOrder.LITTLE_ENDIAN);
    pending.putLong(TruthRecord.MAGIC).putInt(TruthRecord.LENGTH).putInt(0);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Records one frame. Each direction belongs to one thread.
   *
   * @param frame holds the frame, its Ethernet header at {@code offset}
   * @param departureNs 0 if the frame was dropped
   */
  public void record(
      int direction,
      Fate fate,
      long arrivalNs,
      long dueNs,
      long departureNs,
      UnsafeBuffer frame,
      int offset,
      int length) {
    OneToOneRingBuffer ring = rings[direction];
    int index = ring.tryClaim(MESSAGE_TYPE, TruthRecord.LENGTH);
    if (index < 0) {
      lost.incrementAndGet();
      return;
    }
    FrameIdentity identity = identities[direction];
    identity.read(frame, offset, length);
    TruthRecord.write(
        ring.buffer(), index, direction, fate, arrivalNs, dueNs, departureNs, length, identity);
    ring.commit(index);
  }

  /** Records that did not fit into the ring: more than 0 makes the file useless as truth. */
  public long lost() {
    return lost.get();
  }

  /** Writes the remaining records; the relay's threads must have ended. */
  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try (file) {
      if (failure != null) {
        throw failure;
      }
      drain();
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the truth record could not be written", e);
    }
  }

  private void run() {
    try {
      while (running) {
        if (drain() == 0) {
          LockSupport.parkNanos(IDLE_NS);
        }
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private int drain() throws IOException {
    int total = 0;
    for (OneToOneRingBuffer ring : rings) {
      int read;
      do {
        if (pending.remaining() < FILE_BUFFER_LENGTH / 2) {
          flush();
        }
        int room = pending.remaining() / TruthRecord.LENGTH;
        read =
            ring.read(
                (type, buffer, index, length) -> {
                  buffer.getBytes(index, pending, pending.position(), length);
                  pending.position(pending.position() + length);
                },
                room);
        total += read;
      } while (read > 0);
    }
    return total;
  }

  private void flush() throws IOException {
    pending.flip();
    while (pending.hasRemaining()) {
      file.write(pending);
    }
    pending.clear();
  }

  private static OneToOneRingBuffer ring() {
    return new OneToOneRingBuffer(
        new UnsafeBuffer(
            ByteBuffer.allocateDirect(RING_LENGTH + RingBufferDescriptor.TRAILER_LENGTH)));
  }
}
