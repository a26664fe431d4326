package io.rttd.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs and libraries in a folder that the machine runs by itself, and what they need. */
record NativeLibraries(List<Path> files) {
  /** Orders versions of glibc, as {@code 2.4} before {@code 2.34}. */
  static final Comparator<String> BY_VERSION = Comparator.comparingInt(NativeLibraries::weight);

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final Pattern GLIBC = Pattern.compile("GLIBC_(\\d+)\\.(\\d+)");

  static NativeLibraries below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new NativeLibraries(
          files.filter(Files::isRegularFile).filter(NativeLibraries::isElf).toList());
    }
  }

  /** The highest of the versions of glibc that their symbols name, as {@code 2.34}. */
  String newestGlibc() throws IOException {
    String newest = "";
    for (Path file : files) {
      // One character a byte: names of versions are plain ASCII, wherever in the file they stand.
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (MatchResult found : GLIBC.matcher(bytes).results().toList()) {
        String version = found.group(1) + "." + found.group(2);
        newest = BY_VERSION.compare(version, newest) > 0 ? version : newest;
      }
    }
    return newest;
  }

  private static int weight(String version) {
    int dot = version.indexOf('.');
    return dot < 0
        ? 0
        : Integer.parseInt(version.substring(0, dot)) * 1000
            + Integer.parseInt(version.substring(dot + 1));
  }

  private static boolean isElf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(ELF.length), ELF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
