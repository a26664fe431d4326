package io.rttd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Gives files that root creates to the account whose folder they are in. A trial run as root would
 * otherwise leave a log that the service's own account cannot write. Any thread.
 */
public final class FolderOwner {
  private FolderOwner() {}

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
      // Only root gives files away; everybody else keeps what they create.
    }
  }
}
