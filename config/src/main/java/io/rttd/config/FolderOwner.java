package io.rttd.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;

/**
 * Gives files and folders that root creates to the account whose folder they are in. A trial run as
 * root would otherwise leave a log that the service's own account cannot write. Any thread.
 */
public final class FolderOwner {
  private static final int ROOT = 0;

  private FolderOwner() {}

  /**
   * Creates a folder and its missing parents. Each belongs to the owner of its parent folder, or,
   * inside one of root's such as {@code /var/log}, to the service's account {@code rttd} if it
   * exists.
   */
  public static void createFolders(Path folder) throws IOException {
    createFolders(folder, "rttd");
  }

  static void createFolders(Path folder, String serviceAccount) throws IOException {
    Path absolute = folder.toAbsolutePath();
    Path parent = absolute.getParent();
    if (Files.isDirectory(absolute) || parent == null) {
      return;
    }
    createFolders(parent, serviceAccount);
    try {
      Files.createDirectory(absolute);
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(absolute)) {
        return; // Another process was faster.
      }
      throw e;
    }
    giveFolder(absolute, parent, serviceAccount);
  }

  private static void giveFolder(Path created, Path parent, String serviceAccount) {
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(
              created, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (view == null || !view.readAttributes().isDirectory()) {
        return;
      }
      PosixFileAttributes above = Files.readAttributes(parent, PosixFileAttributes.class);
      UserPrincipal owner = above.owner();
      GroupPrincipal group = above.group();
      if ((int) Files.getAttribute(parent, "unix:uid") == ROOT) {
        UserPrincipalLookupService accounts =
            parent.getFileSystem().getUserPrincipalLookupService();
        owner = accounts.lookupPrincipalByName(serviceAccount);
        group = accounts.lookupPrincipalByGroupName(serviceAccount);
      }
      if (!view.readAttributes().owner().equals(owner)) {
        view.setGroup(group);
        view.setOwner(owner);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // There is no such account, or this process is not root.
    }
  }

  /**
   * Gives a file that was just created to its folder's owner and group. Without the permission to
   * do so, nothing happens. Links are not followed, and a file with several names is left alone:
   * the folder's owner could have put another file in its place.
   */
  public static void give(Path created) {
    Path folder = created.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(
              created, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      PosixFileAttributes owned = Files.readAttributes(folder, PosixFileAttributes.class);
      if (view != null
          && view.readAttributes().isRegularFile()
          && !view.readAttributes().owner().equals(owned.owner())
          && (int) Files.getAttribute(created, "unix:nlink", LinkOption.NOFOLLOW_LINKS) == 1) {
        view.setGroup(owned.group());
        view.setOwner(owned.owner());
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Only root can give files away.
    }
  }
}
