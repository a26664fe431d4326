package io.rttd.daemon.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.agrona.CloseHelper;

/**
 * Real TCP over the loopback interface: a server and a client of each {@link Conversation}, over
 * IPv4 and, where there is {@code ::1}, over IPv6.
 *
 * <p>The IPv4 servers have different addresses (127.0.0.2 and up), so each conversation is a
 * separate pair in the reports. The kernel chooses free ports.
 */
public final class DemoTraffic implements AutoCloseable {
  private static final InetAddress CLIENT_V4 = address("127.0.0.1");
  private static final InetAddress LOOPBACK_V6 = address("::1");

  private static final int PAUSE_MS = 25;

  private final int pauseMs;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "demo-traffic");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
  private final List<Service> services = new ArrayList<>();
  private final boolean hasIpv6;

  private record Service(Conversation conversation, InetAddress client, ServerSocket server) {
    Socket connect() throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(client, 0));
      socket.connect(server.getLocalSocketAddress());
      return socket;
    }
  }

  /** Opens the servers; there is no traffic before {@link #start()}. */
  public DemoTraffic() throws IOException {
    this(PAUSE_MS);
  }

  /** As {@link #DemoTraffic()}, at another pace, for a small recording. */
  DemoTraffic(int pauseMs) throws IOException {
    this.pauseMs = pauseMs;
    for (Conversation conversation : Conversation.values()) {
      InetAddress server = address("127.0.0." + (2 + conversation.ordinal()));
      services.add(new Service(conversation, CLIENT_V4, listen(server)));
    }
    hasIpv6 = addIpv6();
  }

  private boolean addIpv6() {
    List<Service> ipv6 = new ArrayList<>();
    try {
      for (Conversation conversation : Conversation.values()) {
        ipv6.add(new Service(conversation, LOOPBACK_V6, listen(LOOPBACK_V6)));
      }
    } catch (IOException e) {
      return false;
    }
    services.addAll(ipv6);
    return true;
  }

  private static ServerSocket listen(InetAddress address) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(address, 0));
    return server;
  }

  /** Whether this machine has an IPv6 loopback address. */
  public boolean hasIpv6() {
    return hasIpv6;
  }

  /** The servers' ports. */
  public Set<Integer> ports() {
    return services.stream()
        .map(service -> service.server().getLocalPort())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The BPF expression that matches this traffic and nothing else. */
  public String filter() {
    return ports().stream().map(port -> "tcp port " + port).collect(Collectors.joining(" or "));
  }

  /** One line per conversation: source, destination, content. */
  public List<String> describe() {
    return services.stream()
        .map(
            service ->
                String.format(
                    "%-17s %s -> %s",
                    service.conversation().title(),
                    text(service.client()),
                    text(service.server().getInetAddress())
                        + " port "
                        + service.server().getLocalPort()))
        .toList();
  }

  /** The pairs' addresses as reports write them: {@code ::1} short. */
  static String text(InetAddress address) {
    return address.equals(LOOPBACK_V6) ? "::1" : address.getHostAddress();
  }

  /** Starts the traffic. */
  public void start() {
    for (Service service : services) {
      threads.execute(() -> accept(service));
      threads.execute(() -> quietly(() -> service.conversation().ask(service::connect, pauseMs)));
    }
  }

  private void accept(Service service) {
    quietly(
        () -> {
          while (true) {
            Socket socket = service.server().accept();
            accepted.add(socket);
            serveSoon(service.conversation(), socket);
          }
        });
  }

  private void serveSoon(Conversation conversation, Socket socket) {
    try {
      threads.execute(() -> serve(conversation, socket));
    } catch (RejectedExecutionException e) {
      // Accepted while the demo was ending.
      closeQuietly(socket);
    }
  }

  private void serve(Conversation conversation, Socket socket) {
    quietly(
        () -> {
          try (socket) {
            socket.setTcpNoDelay(true);
            conversation.serve(socket);
          } finally {
            accepted.remove(socket);
          }
        });
  }

  private interface Talk {
    void run() throws IOException, InterruptedException;
  }

  // A conversation ends when the other side closes, which needs no message. If the demo
  // measured nothing in the end, that is reported.
  private static void quietly(Talk talk) {
    try {
      talk.run();
    } catch (IOException e) {
      // The other side has closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes all servers and connections. */
  @Override
  public void close() {
    threads.shutdownNow();
    for (Service service : services) {
      closeQuietly(service.server());
    }
    accepted.forEach(DemoTraffic::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    CloseHelper.quietClose(closeable);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError("a literal needs no resolver", e);
    }
  }
}
