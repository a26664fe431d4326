package io.rttd.capture.file;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.agrona.CloseHelper;

/**
 * Opens capture files: pcap, pcapng, snoop and ERF, plain or compressed (gzip, zstd, xz, bzip2,
 * lz4), recognized by their first bytes, not by their names. Thread-safe.
 */
public final class CaptureFiles {
  /** {@link #open} reads standard input under this name. */
  public static final String STANDARD_INPUT = "-";

  private static final int FILE_CHUNK_BYTES = 256 * 1024;
  private static final int CHUNK_BYTES = 1024 * 1024;

  private CaptureFiles() {}

  /**
   * Opens a capture. On a FIFO, waits for the writer's first bytes. Interrupting the reading thread
   * while it waits ends the capture without a fault.
   *
   * @throws CaptureException NOT_FOUND, NO_PERMISSION, or BAD_FILE if it cannot be read or does not
   *     begin like a capture. Later damage is no exception, but the source's {@link
   *     CaptureFileSource#fault()}.
   */
  public static CaptureFileSource open(Path path) throws CaptureException {
    return open(path, FILE_CHUNK_BYTES);
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param chunkBytes bytes of a plain file read at a time; more if a record needs more
   */
  static CaptureFileSource open(Path path, int chunkBytes) throws CaptureException {
    String name = path.toString();
    if (name.equals(STANDARD_INPUT)) {
      // Through its channel, since a stream's read cannot be interrupted.
      return open(
          Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()),
          "standard input");
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new CaptureException(
            Reason.BAD_FILE, name + " is a directory: name a capture file in it.");
      }
      return attributes.isRegularFile()
          ? open(FileChannel.open(path), name, chunkBytes)
          : open(Channels.newInputStream(FileChannel.open(path)), name);
    } catch (IOException e) {
      throw refusal(name, e);
    }
  }

  /**
   * Opens a capture from a stream, compressed or not.
   *
   * @param in closed with the source, and if this throws
   * @param name its name in messages
   */
  public static CaptureFileSource open(InputStream in, String name) throws CaptureException {
    return open(in, name, CaptureFileSource.UNKNOWN_TOTAL, CHUNK_BYTES);
  }

  /** As above, with a known length and another chunk size. */
  static CaptureFileSource open(InputStream in, String name, long totalBytes, int chunkBytes)
      throws CaptureException {
    try {
      PushbackInputStream start = new PushbackInputStream(in, Compression.MAGIC_BYTES);
      byte[] magic = start.readNBytes(Compression.MAGIC_BYTES);
      start.unread(magic);
      Compression compression = Compression.of(magic);
      if (compression == null) {
        StreamWindow window = new StreamWindow(start, chunkBytes);
        return source(window, name, window::position, totalBytes);
      }
      CompressedInput compressed = new CompressedInput(start);
      StreamWindow window = new StreamWindow(compression.open(compressed), chunkBytes, true);
      return source(window, name, compressed::count, totalBytes);
    } catch (IOException e) {
      CloseHelper.quietClose(in);
      throw refusal(name, e);
    }
  }

  /**
   * As {@link #open(Path)}, but at the end of a regular file the source waits for more, until the
   * reading thread is interrupted.
   *
   * @param onIdle called about every 100 ms while it waits, by the reading thread
   */
  public static CaptureFileSource follow(Path path, Runnable onIdle) throws CaptureException {
    if (!Files.isRegularFile(path)) {
      return open(path);
    }
    try {
      return open(new FollowedInput(FileChannel.open(path), onIdle), path.toString());
    } catch (IOException e) {
      throw refusal(path.toString(), e);
    }
  }

  private static CaptureFileSource open(FileChannel channel, String name, int chunkBytes)
      throws IOException, CaptureException {
    long size;
    boolean compressed;
    try {
      size = channel.size();
      ByteBuffer magic = ByteBuffer.allocate(Compression.MAGIC_BYTES);
      int read = Math.max(0, channel.read(magic, 0));
      compressed = Compression.of(Arrays.copyOf(magic.array(), read)) != null;
    } catch (IOException e) {
      CloseHelper.quietClose(channel);
      throw e;
    }
    if (!compressed) {
      FileWindow window = new FileWindow(channel, size, chunkBytes);
      if (window.require(1)) {
        return source(window, name, window::position, size);
      }
    }
    // Also files in /proc, whose size is 0, and those whose first bytes cannot be read.
    return open(Channels.newInputStream(channel), name, size, CHUNK_BYTES);
  }

  private static CaptureFileSource source(
      ByteWindow window, String name, LongSupplier consumed, long totalBytes)
      throws CaptureException {
    RecordReader reader = CaptureSignatures.reader(window);
    if (reader == null) {
      String message = name + CaptureSignatures.complaint(window);
      window.close();
      throw new CaptureException(Reason.BAD_FILE, message);
    }
    return new CaptureFileSource(window, reader, consumed, totalBytes);
  }

  /** Turns an I/O error on opening into a message for the user. */
  static CaptureException refusal(String name, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new CaptureException(Reason.NOT_FOUND, "There is no file " + name + ".", e);
    }
    if (e instanceof AccessDeniedException) {
      return new CaptureException(
          Reason.NO_PERMISSION,
          name + " cannot be read by this user: check the permissions of the file and its folders.",
          e);
    }
    if (e instanceof EOFException) {
      return new CaptureException(
          Reason.BAD_FILE, name + " ends in the middle of gzip's header.", e);
    }
    String why =
        e instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : e.getMessage();
    return new CaptureException(
        Reason.BAD_FILE, name + " cannot be read: " + (why == null ? e : why) + ".", e);
  }
}
