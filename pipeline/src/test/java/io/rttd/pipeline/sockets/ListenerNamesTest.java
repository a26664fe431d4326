package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the listening sockets of this host; names of real groups are for the live test. */
class ListenerNamesTest {
  @TempDir private Path emptyTree;

  private final List<String> warnings = new ArrayList<>();
  private final Logger log = Logger.getLogger(ListenerNames.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          warnings.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    log.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    log.removeHandler(handler);
  }

  @Test
  void shouldKnowAListenerWithoutANameWhereThereAreNoControlGroups() throws IOException {
    assertKnowsNamelessListener(new ListenerNames(Optional.empty()));
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("no control groups of version 2 are mounted at /sys/fs/cgroup")
        .contains("in a container, mount the host's");
  }

  @Test
  void shouldKnowAListenerWithoutANameOfAGroupInAnotherNamespace() throws IOException {
    assertKnowsNamelessListener(new ListenerNames(Optional.of(new ControlGroups(emptyTree))));
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("/sys/fs/cgroup shows other control groups than those of the listeners")
        .contains("in a container, mount the host's");
  }

  private static void assertKnowsNamelessListener(ListenerNames names) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(names.read()).containsEntry(server.getLocalPort(), "");
      assertThat(names.read()).as("a second time").containsEntry(server.getLocalPort(), "");
    }
  }
}
