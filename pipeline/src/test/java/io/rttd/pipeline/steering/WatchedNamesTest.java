package io.rttd.pipeline.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.Cidr;
import io.rttd.config.NetworkNames;
import io.rttd.model.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedNamesTest {
  private static final Logger LOGGER = Logger.getLogger(WatchedNames.class.getName());

  @TempDir Path folder;
  private Path file;
  private WatchedNames names;
  private final AtomicInteger rejections = new AtomicInteger();
  private final List<String> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record.getLevel() + " " + record.getMessage());
        }

        @Override
        public void flush() {
          // Nothing is held back.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @BeforeEach
  void setUp() {
    file = folder.resolve("names");
    names = new WatchedNames(file, NetworkNames.NONE, rejections::incrementAndGet);
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void removeHandler() {
    LOGGER.removeHandler(handler);
  }

  @Test
  void shouldReadTheFileAtOnceAndFollowAReplacementByRename() throws Exception {
    write("10.0.0.1 old");
    names.poll();
    assertThat(name()).isEqualTo("old");

    Path next = Files.writeString(folder.resolve("names.new"), "10.0.0.1 new");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    pollTwice();

    assertThat(name()).isEqualTo("new");
    assertThat(logged).containsExactly("INFO names_file: networks named in " + file + ": 1");
  }

  @Test
  void shouldFollowTheLinkOfAConfigMapThatIsSwapped() throws Exception {
    file = folder.resolve("hosts");
    names = new WatchedNames(file, NetworkNames.NONE, rejections::incrementAndGet);
    version("..1", "10.0.0.1 old");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(file, Path.of("..data/hosts"));
    names.poll();
    assertThat(name()).isEqualTo("old");

    version("..2", "10.0.0.1 new");
    Path swapped = Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..2"));
    Files.move(swapped, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    pollTwice();

    assertThat(name()).isEqualTo("new");
  }

  @Test
  void shouldNotReadAFileWhileItIsBeingWritten() throws Exception {
    write("10.0.0.1 whole-name");
    names.poll();
    write("10.0.0.1 wh");
    names.poll();
    write("10.0.0.1 whole-name-2");
    names.poll();
    assertThat(name()).isEqualTo("whole-name");
    names.poll();
    assertThat(name()).isEqualTo("whole-name-2");
  }

  @Test
  void shouldKeepTheLastGoodNamesAndListTheFaultsOnce() throws Exception {
    write("10.0.0.1 good");
    names.poll();
    write("10.0.0.1\n10.0.0.1/33 b");
    pollTwice();
    pollTwice();

    assertThat(name()).isEqualTo("good");
    assertThat(rejections).hasValue(1);
    assertThat(logged.subList(1, logged.size()))
        .containsExactly(
            "SEVERE names_file: "
                + file
                + ":1:1: 10.0.0.1: has no name; allowed: a CIDR block or an address, and a name",
            "SEVERE names_file: "
                + file
                + ":2:1: 10.0.0.1/33: is invalid: prefix length 33 is not in 0 to 32; allowed: a"
                + " CIDR block or an address, and a name",
            "SEVERE names_file: " + file + " was rejected; keeping the names known so far (1)");
    write("10.0.0.1 better");
    pollTwice();
    assertThat(name()).isEqualTo("better");
  }

  @Test
  void shouldWaitForAFileThatIsMissingAndOutliveItsDeletion() throws Exception {
    names.poll();
    pollTwice();
    assertThat(logged)
        .containsExactly("WARNING names_file: " + file + " does not exist yet; waiting for it");

    write("10.0.0.1 a");
    pollTwice();
    assertThat(name()).isEqualTo("a");

    Files.delete(file);
    pollTwice();
    assertThat(name()).isEqualTo("a");
    assertThat(logged.get(logged.size() - 1))
        .isEqualTo(
            "WARNING names_file: " + file + " does not exist; keeping the names known so far (1)");
  }

  private void version(String directory, String text) throws IOException {
    Path version = Files.createDirectory(folder.resolve(directory));
    Files.writeString(version.resolve("hosts"), text);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private void pollTwice() {
    names.poll();
    names.poll();
  }

  private String name() {
    return names.names().nameOf(Address.of(Cidr.parse("10.0.0.1").address())).orElse("10.0.0.1");
  }
}
