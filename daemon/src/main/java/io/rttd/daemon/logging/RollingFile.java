package io.rttd.daemon.logging;

import io.rttd.config.FolderOwner;
import io.rttd.config.NamedPipe;
import io.rttd.config.OutputFile;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A log file that is rotated when it reaches its maximum size: {@code rttd.log} becomes {@code
 * rttd.log.1}, that becomes {@code rttd.log.2}, and the oldest is deleted. It is opened for
 * appending, so logrotate's {@code copytruncate} leaves no hole. A new file is readable only by its
 * owner and group, and belongs to its folder's owner. One thread at a time.
 */
final class RollingFile extends OutputStream {
  private static final String PERMISSIONS = "rw-r-----";

  private final Path file;
  private final long maxBytes;
  private final int maxFiles;
  private OutputStream stream;
  private long size;

  /**
   * Opens the file, and creates its folder if necessary.
   *
   * @param maxBytes a line that would make the file larger goes into a new one; 0: never
   * @param maxFiles how many are kept, this one included, at least 1
   */
  RollingFile(Path file, long maxBytes, int maxFiles) throws IOException {
    this.file = file;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      FolderOwner.createFolders(folder);
    }
    open();
  }

  private void open() throws IOException {
    Optional<String> fault = OutputFile.logFault(file);
    if (fault.isPresent()) {
      throw new FileSystemException(file.toString(), null, fault.get());
    }
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PERMISSIONS)));
      FolderOwner.give(file);
    } catch (FileAlreadyExistsException e) {
      // Opens it for appending.
    }
    // Not a channel: a channel is closed for good if an interrupted thread writes to it.
    stream =
        NamedPipe.isOpenAlready(file)
            ? new FileOutputStream(file.toFile(), true)
            : Files.newOutputStream(
                file,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS);
    size = Files.size(file);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (maxBytes > 0 && size > 0 && size + length > maxBytes) {
      // Another process may have truncated it meanwhile.
      size = Files.exists(file) ? Files.size(file) : 0;
      if (size > 0 && size + length > maxBytes) {
        roll();
      }
    }
    stream.write(bytes, offset, length);
    size += length;
  }

  private void roll() throws IOException {
    for (int i = maxFiles - 1; i >= 1; i--) {
      Path younger = i == 1 ? file : numbered(i - 1);
      if (Files.exists(younger)) {
        Files.move(younger, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (maxFiles == 1) {
      Files.delete(file);
    }
    OutputStream full = stream;
    open();
    full.close();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
