package io.rttd.testbed.soak;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Datagrams that a TCP filter rejects: one end sends and counts them, the other receives them. */
@Command(name = "noise", mixinStandardHelpOptions = true)
public final class NoiseCommand {
  private static final int PAYLOAD_BYTES = 200;
  private static final long PAUSE_NS = 2_000_000;

  private NoiseCommand() {}

  /** Starts the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new NoiseCommand()).execute(arguments));
  }

  /** Receives datagrams until it is ended. */
  @Command(name = "take")
  int take(@Option(names = "--port") int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(port)) {
      System.out.println("ready");
      DatagramPacket packet = new DatagramPacket(new byte[PAYLOAD_BYTES], PAYLOAD_BYTES);
      while (!socket.isClosed()) {
        socket.receive(packet);
      }
    }
    return 0;
  }

  /** Sends until its standard input ends, then prints the count: {@code sent N}. */
  @Command(name = "send")
  int send(@Option(names = "--host") String host, @Option(names = "--port") int port)
      throws IOException {
    long sent = 0;
    try (DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(host), port);
      System.out.println("ready");
      while (System.in.available() == 0) {
        socket.send(new DatagramPacket(new byte[PAYLOAD_BYTES], PAYLOAD_BYTES, to));
        sent++;
        LockSupport.parkNanos(PAUSE_NS);
      }
    }
    System.out.println("sent " + sent);
    return 0;
  }
}
