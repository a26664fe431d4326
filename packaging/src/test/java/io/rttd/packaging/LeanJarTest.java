package io.rttd.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeanJarTest {
  @TempDir private Path folder;

  @Test
  void shouldLeaveOutNativeLibrariesAndNothingElse() throws Exception {
    Path jna =
        Path.of(
            Class.forName("com.sun.jna.Native")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    LeanJar.main(new String[] {jna.getParent().toString(), folder.toString()});
    Path lean = folder.resolve(jna.getFileName());

    Set<String> dropped = names(jna);
    dropped.removeAll(names(lean));
    assertThat(dropped)
        .contains("com/sun/jna/linux-x86-64/libjnidispatch.so", "com/sun/jna/linux-x86-64/")
        .allMatch(name -> name.endsWith("/") || name.contains("jnidispatch."));
    assertThat(names(jna)).containsAll(names(lean));
    assertThat(Files.size(lean)).isLessThan(Files.size(jna) / 3);
  }

  @Test
  void shouldKeepWhatIsUsedOfOtherLibraries() throws Exception {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    Path lean = folder.resolve("lean");
    jar(
        lib.resolve("commons-io-1.jar"),
        Map.of(
            "META-INF/LICENSE", bytes("licence"),
            "META-INF/versions/9/module-info.class", classThatNames("spare"),
            "used/Seen.class", classThatNames("unused/seen"),
            "used/names.properties", bytes("names"),
            "spare/Spare.class", classThatNames("used/Seen"),
            "spare/spare.properties", bytes("spare")));
    jar(lib.resolve("rttd.jar"), Map.of("Main.class", classThatNames("used.Seen")));
    LeanJar.main(new String[] {lib.toString(), lean.toString()});

    assertThat(names(lean.resolve("commons-io-1.jar")))
        .containsExactly("META-INF/LICENSE", "used/Seen.class", "used/names.properties");
    assertThat(lean.resolve("rttd.jar")).doesNotExist();
  }

  @Test
  void shouldRefuseALibraryWhoseServicesWouldBeMissing() throws Exception {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    jar(lib.resolve("commons-io-1.jar"), Map.of("META-INF/services/any.Service", bytes("Any")));

    assertThatThrownBy(
            () -> LeanJar.main(new String[] {lib.toString(), folder.resolve("lean").toString()}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("commons-io-1.jar provides services");
  }

  /** Otherwise a package would contain an archive twice, or not at all. */
  @Test
  void shouldWriteTheArchivesWhoseOriginalsThePackageLeavesOut() throws Exception {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    Path lean = folder.resolve("lean");
    for (Path jar : shippedLibraries()) {
      Files.copy(jar, lib.resolve(jar.getFileName()));
    }
    LeanJar.main(new String[] {lib.toString(), lean.toString()});

    Set<String> leftOut = new TreeSet<>();
    for (String exclude : excludedArchives()) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + exclude);
      List<String> matches =
          fileNames(lib).stream().filter(name -> matcher.matches(Path.of(name))).toList();
      assertThat(matches).as(exclude).isNotEmpty();
      leftOut.addAll(matches);
    }
    assertThat(fileNames(lean)).isEqualTo(leftOut);
  }

  /** From the class path, which also has libraries of tests. */
  private static List<Path> shippedLibraries() throws IOException {
    Set<String> shipped;
    try (Stream<String> lines = Files.lines(Path.of("advisories.tsv"))) {
      shipped =
          lines
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("\t", 2)[0])
              .collect(Collectors.toSet());
    }
    List<Path> libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> shipped.contains(path.getFileName().toString()))
            .toList();
    assertThat(libraries).hasSameSizeAs(shipped);
    return libraries;
  }

  private static List<String> excludedArchives() throws IOException {
    return Pattern.compile("<exclude>([^/<]+\\.jar)</exclude>")
        .matcher(Files.readString(Path.of("src/main/assembly/tree.xml")))
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  private static Set<String> fileNames(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  static void jar(Path file, Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }

  /** The start of a class file whose only constant is a string. */
  static byte[] classThatNames(String constant) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0xCAFEBABE_0000_003DL);
    out.writeShort(2);
    out.writeByte(1);
    out.writeUTF(constant);
    return bytes.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static Set<String> names(Path jar) throws Exception {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
