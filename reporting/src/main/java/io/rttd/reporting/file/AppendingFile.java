package io.rttd.reporting.file;

import io.rttd.config.FolderOwner;
import io.rttd.config.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.agrona.CloseHelper;

/**
 * A file for appending, readable only by owner and group, that may be rotated at any time: once it
 * was renamed or removed, the next write creates a new one. Incomplete writes are undone, so a file
 * never ends within a line. Single-threaded.
 */
final class AppendingFile implements AutoCloseable {
  private final Path path;
  private final Opener opener;
  private SeekableByteChannel channel;
  private Object identity;

  /** Opens a file for appending, and creates it if it does not exist. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open(Path path) throws IOException;
  }

  AppendingFile(Path path) {
    this(path, AppendingFile::openRegular);
  }

  AppendingFile(Path path, Opener opener) {
    this.path = path;
    this.opener = opener;
  }

  private static SeekableByteChannel openRegular(Path path) throws IOException {
    // Opening a pipe would block until it has a reader, and so would writing to it.
    Optional<String> fault = OutputFile.fault(path);
    if (fault.isPresent()) {
      throw new IOException(fault.get());
    }
    boolean existed = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    SeekableByteChannel opened =
        Files.newByteChannel(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    if (!existed) {
      FolderOwner.give(path);
    }
    return opened;
  }

  /** Opens the file if it is not open, or was renamed. */
  void open() throws IOException {
    if (channel != null && !Objects.equals(identity, identityOf(path))) {
      close();
    }
    if (channel == null) {
      channel = opener.open(path);
      identity = identityOf(path);
    }
  }

  /** Whether the open file is empty, as a new one is. */
  boolean isEmpty() throws IOException {
    return channel.size() == 0;
  }

  /** Appends all of it, or nothing. */
  void append(byte[] bytes) throws IOException {
    long sizeBefore = channel.size();
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      takeBack(sizeBefore, e);
      throw e;
    }
  }

  private void takeBack(long sizeBefore, IOException reason) {
    try {
      channel.truncate(sizeBefore);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static Object identityOf(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void close() {
    CloseHelper.quietClose(channel);
    channel = null;
  }
}
