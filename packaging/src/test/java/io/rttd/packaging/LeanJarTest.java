package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
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

  private static Set<String> names(Path jar) throws Exception {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
