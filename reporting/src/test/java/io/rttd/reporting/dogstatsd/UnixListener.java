package io.rttd.reporting.dogstatsd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A DogStatsD server for tests on a socket of the file system; removes it when closed. */
final class UnixListener implements AutoCloseable {
  private final Path path;
  private final Channel channel;
  private final List<Channel> accepted = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new CopyOnWriteArrayList<>();
  private final List<String> datagrams = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  private UnixListener(Path path, Channel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Listens for datagrams. */
  static UnixListener datagram(Path path) throws IOException {
    return datagram(path, true);
  }

  /** As above; reads only from {@link #read()} on unless told to at once. */
  static UnixListener datagram(Path path, boolean reads) throws IOException {
    UnixDatagramReceiver channel = UnixDatagramReceiver.bind(path);
    UnixListener listener = new UnixListener(path, channel);
    if (reads) {
      listener.read();
    }
    return listener;
  }

  /** Begins to read the datagrams that are there and come. */
  void read() {
    start(() -> receive((UnixDatagramReceiver) channel));
  }

  /** Listens for streams of datagrams, each with its length before it. */
  static UnixListener stream(Path path) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(path));
    UnixListener listener = new UnixListener(path, channel);
    listener.start(() -> listener.accept(channel));
    return listener;
  }

  List<String> datagrams() {
    return datagrams;
  }

  List<StatsDLine> lines() {
    return datagrams.stream().flatMap(String::lines).map(StatsDLine::parse).toList();
  }

  List<StatsDLine> lines(String name) {
    return lines().stream().filter(line -> line.name().equals(name)).toList();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Files.deleteIfExists(path);
    channel.close();
    for (Channel one : accepted) {
      one.close();
    }
    // An accepted connection stays open while it is read, and accepts data that is never read.
    if (channel instanceof ServerSocketChannel) {
      readers.forEach(UnixListener::join);
    }
  }

  private static void join(Thread reader) {
    try {
      reader.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(Runnable reading) {
    Thread reader = new Thread(reading, "unix-listener");
    reader.setDaemon(true);
    readers.add(reader);
    reader.start();
  }

  private void receive(UnixDatagramReceiver socket) {
    try {
      while (!closed) {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        if (socket.receive(buffer)) {
          keep(buffer.flip());
        }
      }
    } catch (IOException e) {
      rethrowUnlessClosed(e);
    }
  }

  private void accept(ServerSocketChannel server) {
    try {
      while (!closed) {
        SocketChannel connection = server.accept();
        accepted.add(connection);
        start(() -> readFrames(connection));
      }
    } catch (IOException e) {
      rethrowUnlessClosed(e);
    }
  }

  private void readFrames(SocketChannel connection) {
    try {
      while (!closed) {
        ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(connection, length)) {
          return;
        }
        ByteBuffer frame = ByteBuffer.allocate(length.flip().getInt());
        fill(connection, frame);
        keep(frame.flip());
      }
    } catch (IOException e) {
      rethrowUnlessClosed(e);
    }
  }

  private static boolean fill(SocketChannel from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  private void keep(ByteBuffer datagram) {
    datagrams.add(StandardCharsets.UTF_8.decode(datagram).toString());
  }

  private void rethrowUnlessClosed(IOException e) {
    if (!closed) {
      throw new UncheckedIOException(e);
    }
  }
}
