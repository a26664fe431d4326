package io.rttd.pipeline.sockets;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds version 2 control groups by id, the inode number of the group's directory. The tree is read
 * again only for a new id; one that is not in it (another namespace's) is remembered as unknown.
 * One thread.
 */
final class ControlGroups {
  /** Where systemd mounts version 2: alone, or beside version 1. */
  private static final List<Path> MOUNTS =
      List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"));

  /** A file in the root of each version 2 tree. */
  private static final String CONTROLLERS = "cgroup.controllers";

  private static final int MOST_REMEMBERED = 100_000;

  private final Path root;
  private final Map<Long, String> paths = new HashMap<>();
  private final Set<Long> unknown = new HashSet<>();

  ControlGroups(Path root) {
    this.root = root;
  }

  /** The tree of this host, if there is one. */
  static Optional<ControlGroups> ofHost() {
    return MOUNTS.stream()
        .filter(mount -> Files.exists(mount.resolve(CONTROLLERS)))
        .findFirst()
        .map(ControlGroups::new);
  }

  /**
   * Path of a group from the root of the tree, such as {@code system.slice/a.service}; empty if it
   * is not in the tree.
   */
  Optional<String> path(long id) {
    if (!paths.containsKey(id) && unknown.add(id)) {
      readTree();
    }
    return Optional.ofNullable(paths.get(id));
  }

  private void readTree() {
    if (paths.size() + unknown.size() > MOST_REMEMBERED) {
      paths.clear();
      unknown.clear();
    }
    try {
      Files.walkFileTree(root, new Reader());
    } catch (IOException e) {
      paths.clear(); // Reader handles all others: the root itself is gone.
    }
  }

  /** Skips groups that are removed while the tree is read. */
  private final class Reader extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      try {
        Object inode = Files.getAttribute(directory, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        paths.put((Long) inode, root.relativize(directory).toString());
      } catch (IOException e) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
