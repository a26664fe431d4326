package io.rttd.daemon.status;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** The socket's entry in the file system: who may have it, and whose it is. */
final class StatusSocketFile {
  private static final Logger LOG = System.getLogger(StatusSocketFile.class.getName());

  /** For the daemon's account and its group. */
  private static final String PERMISSIONS = "rw-rw----";

  private final Path path;
  private Object identity;

  private StatusSocketFile(Path path) {
    this.path = path;
  }

  /**
   * Makes room for a socket.
   *
   * @throws IOException when something else is there, or a daemon that answers
   */
  static StatusSocketFile prepare(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!attributes(path).isOther()) {
        throw new IOException(path + ": is there and is no socket; take it away");
      }
      if (answers(path)) {
        throw new IOException(
            path + ": another rttd answers there; give this one a status_socket of its own");
      }
      Files.delete(path);
      LOG.log(Level.INFO, () -> path + ": replaced the socket of a daemon that is no more");
    }
    return new StatusSocketFile(path);
  }

  /** The socket was made: it is given its permissions and remembered. */
  void claim() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(PERMISSIONS));
    identity = attributes(path).fileKey();
  }

  /** Takes it away, unless it is somebody else's by now. */
  void remove() {
    try {
      if (Objects.equals(identity, attributes(path).fileKey())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the status socket is gone already", e);
    }
  }

  private static boolean answers(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
