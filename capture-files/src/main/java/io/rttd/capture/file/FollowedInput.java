package io.rttd.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The bytes of a file that is still being written: waits at its end for more, until the reading
 * thread is interrupted.
 */
final class FollowedInput extends InputStream {
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final FileChannel channel;
  private final Runnable onIdle;

  /**
   * Starts at the beginning of the file.
   *
   * @param channel closed with this stream
   * @param onIdle called about every 100 ms while there is nothing to read, by the reading thread
   */
  FollowedInput(FileChannel channel, Runnable onIdle) {
    this.channel = channel;
    this.onIdle = onIdle;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    ByteBuffer into = ByteBuffer.wrap(bytes, offset, length);
    int read = channel.read(into);
    while (read < 0) {
      if (channel.size() < channel.position()) {
        throw new IOException("the file was truncated while it was followed");
      }
      onIdle.run();
      LockSupport.parkNanos(PAUSE_NS); // an interrupt ends the pause and the next read
      read = channel.read(into);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
