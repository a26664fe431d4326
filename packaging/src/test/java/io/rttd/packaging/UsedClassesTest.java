package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsedClassesTest {
  private final UsedClasses classes = new UsedClasses();

  @BeforeEach
  void addTwo() throws Exception {
    classes.addCandidate("lib/Name", LeanJarTest.classThatNames("lib/Further"));
    classes.addCandidate("lib/Further", LeanJarTest.classThatNames("none"));
    classes.addCandidate("lib/Spare", LeanJarTest.classThatNames("lib/Name"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lib/Name",
        "Llib/Name;",
        "lib.Name",
        "[[Llib/Name;",
        "(IJLlib/Name;[B)V",
        "<T:Ljava/lang/Object;>Ljava/util/List<Llib/Name;>;"
      })
  void shouldFindWhatAConstantNames(String constant) throws Exception {
    classes.addRoot(LeanJarTest.classThatNames(constant));

    assertThat(classes.find()).containsExactlyInAnyOrder("lib/Name", "lib/Further");
  }

  @Test
  void shouldReadWhatACompilerWrites() throws Exception {
    classes.addCandidate(name(Base.class), bytes(Base.class));
    classes.addCandidate(name(Held.class), bytes(Held.class));
    classes.addCandidate(name(Spare.class), bytes(Spare.class));
    classes.addRoot(bytes(Root.class));

    assertThat(classes.find()).containsExactlyInAnyOrder(name(Base.class), name(Held.class));
  }

  private static String name(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream("/" + name(type) + ".class")) {
      return in.readAllBytes();
    }
  }
}

class Base {
  final long wide = 0x1234_5678_9ABCL;
  final double real = 0.1;
}

class Held {}

class Spare extends Base {}

class Root extends Base {
  final Map<String, List<Held>> held = Map.of();
  final Runnable lambda = () -> held.forEach((key, value) -> {});
}
