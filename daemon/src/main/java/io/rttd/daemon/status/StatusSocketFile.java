package io.rttd.daemon.status;

import io.rttd.config.FolderOwner;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The socket's file: its permissions and its owner.
 *
 * <p>An existing file is deleted only if it is a stream socket that rttd created and no process
 * serves any more. This is checked without blocking: connecting to a socket whose queue is full
 * would block forever. A dead stream socket cannot be told from a dead datagram socket, so the file
 * must also have the permissions that rttd gives its sockets.
 */
final class StatusSocketFile {
  private static final Logger LOG = System.getLogger(StatusSocketFile.class.getName());

  /** Permissions for the daemon's account and its group. */
  private static final String PERMISSIONS = "rw-rw----";

  // stat(2): st_mode.
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;
  private static final int ROOT = 0;

  private final Path path;
  private Object identity;

  private StatusSocketFile(Path path) {
    this.path = path;
  }

  /**
   * Makes room for a socket. Does not block.
   *
   * @throws IOException if the path is anything but a dead socket of rttd; it is left unchanged
   */
  static StatusSocketFile prepare(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      FolderOwner.createFolders(folder);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!isSocket(path)) {
        throw new IOException(path + ": exists and is not a socket; remove it or use another path");
      }
      if (isServed(path)) {
        throw new IOException(
            path + ": another rttd or another program listens there; use another status_socket");
      }
      if (!isRttds(path, folder)) {
        throw new IOException(
            path + ": this socket is not rttd's; remove it or use another status_socket");
      }
      Files.delete(path);
      LOG.log(Level.INFO, () -> path + ": replaced the stale socket of an earlier rttd");
    }
    return new StatusSocketFile(path);
  }

  /** Called once the socket exists: sets its permissions, and remembers it. */
  void claim() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(PERMISSIONS));
    identity = attributes(path).fileKey();
  }

  /** Deletes it, unless another process has replaced it. */
  void remove() {
    try {
      if (Objects.equals(identity, attributes(path).fileKey())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the status socket is already gone", e);
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & S_IFMT) == S_IFSOCK;
  }

  /**
   * Only a refused connection proves that no process listens; anything else may be a live socket.
   */
  private static boolean isServed(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      return !String.valueOf(e.getMessage()).contains("refused");
    }
  }

  /** Created by this account, by root in a trial run, or by the folder's owner. */
  private static boolean isRttds(Path path, Path folder) throws IOException {
    if (!PosixFilePermissions.toString(attributes(path).permissions()).equals(PERMISSIONS)) {
      return false;
    }
    int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return owner == ROOT
        || Objects.equals(owner, Files.getAttribute(folder, "unix:uid"))
        || attributes(path).owner().getName().equals(System.getProperty("user.name"));
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
