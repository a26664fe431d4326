package io.rttd.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Copies the archives that are larger than a package needs or slow to load, {@code FOLDER FOLDER}.
 * JNA's loses its native libraries, since those for 26 systems make up most of it and a package has
 * its own as a file. Others keep only the classes that rttd and its libraries can reach. Old
 * classes are {@linkplain ClassFileUpgrade upgraded}. The same archives give the same bytes.
 */
public final class LeanJar {
  private static final Pattern NATIVE = Pattern.compile("com/sun/jna/[a-z0-9-]+/.*");
  private static final Pattern CODE =
      Pattern.compile(".*\\.class|com/sun/jna/(internal|ptr|win32)/");

  /** Those of which rttd needs little. None composes the names of classes that rttd reaches. */
  private static final Pattern PRUNED =
      Pattern.compile(
          "(commons-(codec|compress|io|lang3)|opentelemetry-sdk-(logs|trace)|pcap4j-core)-[0-9].*");

  private static final String CLASS = ".class";

  private LeanJar() {}

  /**
   * Writes each archive under its own name.
   *
   * @param arguments the folder that has all of rttd's archives, and the one that gets lean ones
   */
  public static void main(String[] arguments) throws IOException {
    Path to = Files.createDirectories(Path.of(arguments[1]));
    List<Path> jars;
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    Set<String> used = usedClasses(jars);
    for (Path jar : jars) {
      boolean old = ClassFileUpgrade.isNeeded(jar);
      if (jar.getFileName().toString().startsWith("jna-")) {
        copy(jar, to.resolve(jar.getFileName()), name -> !isNative(name));
      } else if (isPruned(jar)) {
        copy(jar, to.resolve(jar.getFileName()), name -> isUsed(name, used));
      } else if (old) {
        copy(jar, to.resolve(jar.getFileName()), name -> true);
      }
    }
  }

  private static Set<String> usedClasses(List<Path> jars) throws IOException {
    UsedClasses classes = new UsedClasses();
    for (Path jar : jars) {
      boolean pruned = isPruned(jar);
      try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          String name = entry.getName();
          if (pruned && name.startsWith("META-INF/services/")) {
            throw new IOException(jar + " provides services, whose classes would be missing");
          }
          if (name.endsWith(CLASS)) {
            if (pruned && !name.startsWith("META-INF/")) {
              classes.addCandidate(withoutSuffix(name), in.readAllBytes());
            } else {
              classes.addRoot(in.readAllBytes());
            }
          }
        }
      }
    }
    return classes.find();
  }

  private static boolean isPruned(Path jar) {
    return PRUNED.matcher(jar.getFileName().toString()).matches();
  }

  /**
   * Also keeps licences, and resources beside a class that is used, but no module's descriptor: it
   * would name packages that are gone.
   */
  private static boolean isUsed(String name, Set<String> used) {
    if (name.endsWith("/") || name.endsWith("module-info.class")) {
      return false;
    }
    if (name.startsWith("META-INF/")) {
      return true;
    }
    if (name.endsWith(CLASS)) {
      return used.contains(withoutSuffix(name));
    }
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    return used.stream()
        .anyMatch(other -> other.startsWith(folder) && other.indexOf('/', folder.length()) < 0);
  }

  private static String withoutSuffix(String name) {
    return name.substring(0, name.length() - CLASS.length());
  }

  private static void copy(Path jar, Path lean, Predicate<String> isKept) throws IOException {
    try (ClassFileUpgrade upgrade = new ClassFileUpgrade(jar);
        ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(lean))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (isKept.test(entry.getName())) {
          ZipEntry kept = new ZipEntry(entry.getName());
          kept.setLastModifiedTime(entry.getLastModifiedTime());
          out.putNextEntry(kept);
          out.write(upgrade.upgraded(entry.getName(), in.readAllBytes()));
        }
      }
    }
  }

  private static boolean isNative(String name) {
    return NATIVE.matcher(name).matches() && !CODE.matcher(name).matches();
  }
}
