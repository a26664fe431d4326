package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the listening sockets of this host; names of real groups are for the live test. */
class ListenerNamesTest {
  @TempDir private Path emptyTree;

  @Test
  void shouldKnowAListenerWithoutANameWhereThereAreNoControlGroups() throws IOException {
    assertKnowsNamelessListener(new ListenerNames(Optional.empty()));
  }

  @Test
  void shouldKnowAListenerWithoutANameOfAGroupInAnotherNamespace() throws IOException {
    assertKnowsNamelessListener(new ListenerNames(Optional.of(new ControlGroups(emptyTree))));
  }

  private static void assertKnowsNamelessListener(ListenerNames names) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(names.read()).containsEntry(server.getLocalPort(), "");
    }
  }
}
