package io.rttd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds the modules, and the table of rooms in docs/architecture.md, against the code. */
@AnalyzeClasses(packages = "io.rttd", importOptions = ArchitectureTest.NoTests.class)
class RoomsTest {
  /** Modules that are no rooms: a list of versions, tests, and a harness that ships nowhere. */
  private static final Set<String> NO_ROOMS = Set.of("bom", "perf/fuzz", "perf/stress");

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  /** Folder, and the rooms that it uses, which a semicolon separates from the libraries. */
  private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)/` \\|.*\\| ([^|;]*)[^|]* \\|");

  private static final String PACKAGE = "io.rttd.";
  private static final String CAPTURE_FILES = PACKAGE + "capture.file.";
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?(io\\.rttd\\.[\\w.]+);", Pattern.MULTILINE);

  @ArchTest
  static void shouldSeeEachModuleAndHaveARowOfIt(JavaClasses classes) throws IOException {
    Set<String> modules = new TreeSet<>();
    Matcher module = MODULE.matcher(Files.readString(Path.of("..", "pom.xml")));
    while (module.find()) {
      modules.add(module.group(1));
    }
    modules.removeAll(NO_ROOMS);

    assertThat(used(classes).keySet()).isEqualTo(modules);
    assertThat(documented().keySet()).containsExactlyInAnyOrderElementsOf(modules);
  }

  @ArchTest
  static void shouldSayWhichRoomsEachOneUses(JavaClasses classes) throws IOException {
    assertThat(documented()).isEqualTo(used(classes));
  }

  @ArchTest
  static void shouldUseRoomsThatAreHigherUpInTheTable(JavaClasses classes) throws IOException {
    Set<String> above = new TreeSet<>();
    documented()
        .forEach(
            (room, used) -> {
              assertThat(above).as(room).containsAll(used);
              above.add(room);
            });
  }

  /** By its classes, and by its imports: of a constant, the classes keep the value only. */
  private static Map<String, Set<String>> used(JavaClasses classes) throws IOException {
    Map<String, Set<String>> used = new LinkedHashMap<>();
    for (JavaClass each : classes) {
      String room = roomOf(each.getFullName());
      Set<String> others = used.computeIfAbsent(room, unused -> new TreeSet<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(PACKAGE)) {
          others.add(roomOf(target.getFullName()));
        }
      }
    }
    for (Map.Entry<String, Set<String>> room : used.entrySet()) {
      addImports(Path.of("..", room.getKey(), "src", "main", "java"), room.getValue());
      room.getValue().remove(room.getKey());
    }
    return used;
  }

  private static void addImports(Path folder, Set<String> rooms) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path source : paths.filter(path -> path.toString().endsWith(".java")).toList()) {
        IMPORT
            .matcher(Files.readString(source))
            .results()
            .forEach(line -> rooms.add(roomOf(line.group(1))));
      }
    }
  }

  /** The room of a class. */
  private static String roomOf(String name) {
    return name.startsWith(CAPTURE_FILES)
        ? "capture-files"
        : name.substring(PACKAGE.length()).split("\\.", 2)[0];
  }

  /** In the order of the table. */
  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> table = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "architecture.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        String rooms = row.group(2).strip();
        table.put(
            row.group(1),
            rooms.equals("nothing") ? Set.of() : new TreeSet<>(List.of(rooms.split(", ", -1))));
      }
    }
    return table;
  }
}
