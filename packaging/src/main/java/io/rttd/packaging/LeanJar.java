package io.rttd.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Copies JNA's archive without its native libraries, {@code FOLDER FOLDER}: those for 26 systems
 * make up most of it, and a package has its own as a file. The same archive gives the same bytes.
 */
public final class LeanJar {
  private static final Pattern NATIVE = Pattern.compile("com/sun/jna/[a-z0-9-]+/.*");
  private static final Pattern CODE =
      Pattern.compile(".*\\.class|com/sun/jna/(internal|ptr|win32)/");

  private LeanJar() {}

  /**
   * Writes the archive under its own name.
   *
   * @param arguments the folder that has it, and the folder that gets it
   */
  public static void main(String[] arguments) throws IOException {
    Path to = Files.createDirectories(Path.of(arguments[1]));
    try (Stream<Path> jars = Files.list(Path.of(arguments[0]))) {
      for (Path jar :
          jars.filter(path -> path.getFileName().toString().startsWith("jna-")).toList()) {
        copy(jar, to.resolve(jar.getFileName()));
      }
    }
  }

  static void copy(Path jar, Path lean) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(lean))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!isNative(entry.getName())) {
          ZipEntry kept = new ZipEntry(entry.getName());
          kept.setLastModifiedTime(entry.getLastModifiedTime());
          out.putNextEntry(kept);
          in.transferTo(out);
        }
      }
    }
  }

  private static boolean isNative(String name) {
    return NATIVE.matcher(name).matches() && !CODE.matcher(name).matches();
  }
}
