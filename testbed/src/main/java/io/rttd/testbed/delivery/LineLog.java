package io.rttd.testbed.delivery;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A DogStatsD listener in a process that a test can kill: appends each line to a file, prefixed
 * with its arrival time. Prints {@code ready} once it listens.
 */
@Command(name = "line-log", mixinStandardHelpOptions = true)
public final class LineLog implements Callable<Integer> {
  private static final int DATAGRAM_BYTES = 65_536;
  private static final int RECEIVE_BUFFER_BYTES = 8 << 20;
  private static final int PATH_OFFSET = 2;
  private static final int ADDRESS_BYTES = 110;

  @Option(
      names = "--url",
      required = true,
      description = "Where to listen: udp://127.0.0.1:PORT or unix:///PATH.")
  private URI url;

  @Option(names = "--file", required = true)
  private Path file;

  @Option(
      names = "--only",
      split = ",",
      description = "Only metrics whose names start with one of these (default: all).")
  private List<String> only = new ArrayList<>();

  /** Waits for a datagram and returns its length. */
  @FunctionalInterface
  private interface Receiver {
    int receive(byte[] buffer) throws IOException;
  }

  /** Starts the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LineLog()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    cutTornLine();
    Receiver receiver = url.getScheme().equals("unix") ? unix() : udp();
    System.out.println("ready");
    byte[] buffer = new byte[DATAGRAM_BYTES];
    try (BufferedWriter out =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        int length = receiver.receive(buffer);
        write(out, new String(buffer, 0, length, StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  /** A killed listener may have left an incomplete line. */
  private void cutTornLine() throws IOException {
    if (Files.exists(file)) {
      byte[] written = Files.readAllBytes(file);
      int end = written.length;
      while (end > 0 && written[end - 1] != '\n') {
        end--;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
    }
  }

  private void write(BufferedWriter out, String datagram) throws IOException {
    String time = System.currentTimeMillis() + " ";
    for (String line : datagram.split("\n", -1)) {
      if (!line.isEmpty() && (only.isEmpty() || only.stream().anyMatch(line::startsWith))) {
        out.write(time + line + "\n");
      }
    }
  }

  private Receiver udp() throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    return buffer -> {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      return packet.getLength();
    };
  }

  /** Removes the socket left by a killed listener, as the Agent does. */
  private Receiver unix() throws IOException {
    Files.deleteIfExists(Path.of(url.getPath()));
    int fd = UnixCalls.socket(UnixCalls.AF_UNIX, UnixCalls.SOCK_DGRAM, 0);
    byte[] path = url.getPath().getBytes(StandardCharsets.UTF_8);
    ByteBuffer address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
    address.putShort(0, (short) UnixCalls.AF_UNIX).position(PATH_OFFSET);
    address.put(path);
    if (fd < 0 || UnixCalls.bind(fd, address.array(), PATH_OFFSET + path.length + 1) != 0) {
      throw new IOException("cannot listen on " + url);
    }
    return buffer -> {
      int length = (int) UnixCalls.recv(fd, buffer, buffer.length, 0);
      if (length < 0) {
        throw new IOException("cannot receive on " + url);
      }
      return length;
    };
  }
}
