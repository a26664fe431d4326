package io.rttd.packaging;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Option;

class ClassFileUpgradeTest {
  private static final short JAVA_5 = 49;
  private static final short JAVA_8 = 52;
  private static final int MAJOR_VERSION_OFFSET = 6;

  @TempDir private Path folder;
  private Path lib;
  private Path lean;

  @BeforeEach
  void createFolder() throws IOException {
    lib = Files.createDirectories(folder.resolve("lib"));
    lean = folder.resolve("lean");
  }

  @Test
  void shouldGivePicoclisClassesStackMapsThatTheJvmAccepts() throws Exception {
    Path jar = leanPicocli();
    int classes = 0;
    try (URLClassLoader loader = loader(jar)) {
      for (Map.Entry<String, byte[]> entry : entries(jar).entrySet()) {
        if (entry.getKey().startsWith("picocli/") && entry.getKey().endsWith(".class")) {
          assertThat(majorVersion(entry.getValue())).as(entry.getKey()).isEqualTo(JAVA_8);
          String name = entry.getKey().replace(".class", "").replace('/', '.');
          // The JVM verifies a class before it lists its methods.
          assertThat(Class.forName(name, false, loader).getDeclaredMethods()).isNotNull();
          classes++;
        }
      }
    }
    assertThat(classes).isGreaterThan(200);
  }

  @Test
  void shouldKeepEverythingElseOfPicocli() throws Exception {
    Map<String, byte[]> before = entries(picocli());
    Map<String, byte[]> after = entries(leanPicocli());

    assertThat(after).containsOnlyKeys(before.keySet());
    for (String name : List.of("META-INF/MANIFEST.MF", "META-INF/versions/9/module-info.class")) {
      assertThat(after.get(name)).as(name).isEqualTo(before.get(name));
    }
  }

  @Test
  void shouldParseWithTheUpgradedPicocli() throws Exception {
    URL tests = Greeting.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader = loader(leanPicocli(), Path.of(tests.toURI()))) {
      assertThat(newFunction(Greeting.class.getName(), loader).apply("--name=Ada"))
          .isEqualTo("Hello Ada");
    }
  }

  @Test
  void shouldWriteTheSameBytesAgain() throws Exception {
    byte[] before = Files.readAllBytes(leanPicocli());

    assertThat(leanPicocli()).hasBinaryContent(before);
    assertThat(times(leanPicocli())).isEqualTo(times(picocli()));
  }

  /** Where the branches meet there is a Shape, which the verifier learns from the stack map. */
  @Test
  void shouldFindSuperclassesInTheArchiveWithoutInitializingThem() throws Exception {
    LeanJarTest.jar(
        lib.resolve("shapes-1.jar"),
        compiled(
            JAVA_5,
            """
            package shapes;
            abstract class Shape {
              static { System.setProperty("shapes.initialized", "true"); }
              abstract String name();
            }
            class Round extends Shape { String name() { return "round"; } }
            class Square extends Shape { String name() { return "square"; } }
            public class Choice implements java.util.function.Function<Boolean, String> {
              public String apply(Boolean round) {
                return (round ? new Round() : new Square()).name();
              }
            }
            """));
    try {
      makeLean();
      assertThat(System.getProperty("shapes.initialized")).isNull();
      try (URLClassLoader loader = loader(lean.resolve("shapes-1.jar"))) {
        assertThat(newFunction("shapes.Choice", loader).apply(true)).isEqualTo("round");
      }
    } finally {
      System.clearProperty("shapes.initialized");
    }
  }

  @Test
  void shouldNotCopyAnArchiveWhoseClassesHaveStackMaps() throws Exception {
    signedJar(JAVA_8);
    makeLean();

    assertThat(lean).isEmptyDirectory();
  }

  @Test
  void shouldLeaveClassesForOneReleaseOfJavaAsTheyAre() throws Exception {
    LeanJarTest.jar(
        lib.resolve("releases-1.jar"), Map.of("META-INF/versions/9/A.class", classFile(JAVA_5)));
    makeLean();

    assertThat(lean).isEmptyDirectory();
  }

  @Test
  void shouldRefuseASignedArchiveWithOldClasses() throws Exception {
    signedJar(JAVA_5);

    assertThatThrownBy(this::makeLean)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("signed-1.jar is signed");
    assertThat(lean).isEmptyDirectory();
  }

  private Path leanPicocli() throws Exception {
    Path original = picocli();
    Path copy = lib.resolve(original.getFileName());
    if (!Files.exists(copy)) {
      Files.copy(original, copy);
    }
    makeLean();
    return lean.resolve(original.getFileName());
  }

  private static Path picocli() throws Exception {
    return Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private void signedJar(short version) throws IOException {
    LeanJarTest.jar(
        lib.resolve("signed-1.jar"),
        Map.of("META-INF/ANY.SF", new byte[0], "A.class", classFile(version)));
  }

  private static byte[] classFile(short version) throws IOException {
    byte[] classFile = LeanJarTest.classThatNames("any");
    ByteBuffer.wrap(classFile).putShort(MAJOR_VERSION_OFFSET, version);
    return classFile;
  }

  private void makeLean() throws IOException {
    LeanJar.main(new String[] {lib.toString(), lean.toString()});
  }

  /** Returns the class files of {@code shapes.Choice}, marked as those of another version. */
  private Map<String, byte[]> compiled(short version, String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Choice.java"), source);
    String[] arguments = {
      "--release", "8", "-Xlint:-options", "-d", folder.toString(), file.toString()
    };
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
    Map<String, byte[]> classes = new HashMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("shapes"))) {
      for (Path each : files.toList()) {
        byte[] classFile = Files.readAllBytes(each);
        ByteBuffer.wrap(classFile).putShort(MAJOR_VERSION_OFFSET, version);
        classes.put("shapes/" + each.getFileName(), classFile);
      }
    }
    return classes;
  }

  /** Sees no classes of this test's class path but these. */
  private static URLClassLoader loader(Path... classPath) throws IOException {
    URL[] urls = new URL[classPath.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = classPath[i].toUri().toURL();
    }
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  @SuppressWarnings("unchecked")
  private static Function<Object, Object> newFunction(String name, ClassLoader loader)
      throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(name, true, loader).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (Function<Object, Object>) constructor.newInstance();
  }

  private static Map<String, FileTime> times(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().collect(toMap(ZipEntry::getName, ZipEntry::getLastModifiedTime));
    }
  }

  private static short majorVersion(byte[] classFile) {
    return ByteBuffer.wrap(classFile).getShort(MAJOR_VERSION_OFFSET);
  }

  private static Map<String, byte[]> entries(Path jar) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (InputStream file = Files.newInputStream(jar);
        ZipInputStream in = new ZipInputStream(file)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(entries.put(entry.getName(), in.readAllBytes())).as(entry.getName()).isNull();
      }
    }
    return entries;
  }

  /** A command, for a loader of its own. */
  static final class Greeting implements Function<String, String> {
    @Option(names = "--name")
    private String name;

    @Override
    public String apply(String argument) {
      new CommandLine(this).parseArgs(argument);
      return "Hello " + name;
    }
  }
}
