package io.rttd.testbed.lab;

import io.rttd.testbed.relay.RelayCommand;
import io.rttd.testbed.traffic.TrafficCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps of one run. Used by one thread; {@link #close()} may come from another. */
final class LabRun implements AutoCloseable {
  private static final String PORT = "5201";
  private static final int MARGIN_SECONDS = 30;
  private static final Duration OBSERVER_START = Duration.ofSeconds(3);

  // The JVM's safepoint every second would hold up the relay while the VM thread, which has normal
  // priority, waits for a processor.
  private static final List<String> EXACT_JVM =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:GuaranteedSafepointInterval=0");

  private final Lab lab;
  private final LabProcesses processes = new LabProcesses();
  private final Path relayOutput;
  private final Path trafficOutput;
  private final Path tcpdumpOutput;
  private LabNetwork network;
  private boolean closed;

  LabRun(Lab lab) throws IOException {
    this.lab = lab;
    relayOutput = fresh("relay.txt");
    trafficOutput = fresh("traffic.txt");
    tcpdumpOutput = fresh("tcpdump.txt");
  }

  /** Performs the run, from creating the namespaces to the last byte of the capture. */
  void perform() {
    synchronized (this) {
      if (closed) {
        return;
      }
      network = new LabNetwork();
    }
    Process relay = startRelay();
    network.attach();
    tuneStacks();
    keepAwake();
    warmUp();
    Process tcpdump = startTcpdump();
    startServer();
    Optional<Process> observer = startObserver();
    List<Process> clients = startClients();
    awaitEnd(clients, tcpdump);
    // Frames still in flight reach the capture before it ends.
    LabProcesses.await(tcpdump, Duration.ofMillis(300));
    LabProcesses.stop(tcpdump);
    observer.ifPresent(LabProcesses::stop);
    endRelay(relay);
  }

  /** The final output of the tools. */
  String summary() {
    try {
      return Files.readString(relayOutput)
          + Files.readString(tcpdumpOutput)
          + "files in "
          + lab.out.toAbsolutePath()
          + System.lineSeparator();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.close();
    synchronized (this) {
      if (!closed) {
        closed = true;
        if (network != null) {
          network.close();
        }
      }
    }
  }

  private Process startRelay() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--tap-a=" + network.tapA(),
                "--tap-b=" + network.tapB(),
                "--truth=" + lab.out.resolve("truth.bin")));
    arguments.addAll(lab.link.arguments());
    List<String> command = new ArrayList<>(List.of("nice", "-n", "-15"));
    command.addAll(LabProcesses.java(RelayCommand.class, EXACT_JVM, arguments));
    return processes.startAndAwait(command, relayOutput, "ready");
  }

  private void tuneStacks() {
    network.setCongestionControl(lab.congestion);
    network.set("net/ipv4/tcp_timestamps", lab.noTimestamps ? "0" : "1");
    network.set("net/ipv4/ip_local_port_range", "1100 65000");
    network.set("net/ipv4/tcp_tw_reuse", "1");
    // Nothing learned from one connection may affect the next.
    network.set("net/ipv4/tcp_no_metrics_save", "1");
  }

  /** Idle-class spinners yield to everything, and keep virtual processors from being halted. */
  private void keepAwake() {
    if (lab.noKeepAwake) {
      return;
    }
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      String limit = Integer.toString(lab.seconds + MARGIN_SECONDS);
      processes.start(
          List.of("chrt", "--idle", "0", "timeout", limit, "sh", "-c", "while :; do :; done"),
          trafficOutput);
    }
  }

  /** Gets the relay's code compiled and the neighbours resolved before anything is captured. */
  private void warmUp() {
    Process server = startTrafficServer();
    Process client =
        processes.start(
            network.inA(
                LabProcesses.java(
                    TrafficCommand.class,
                    List.of(
                        "short",
                        "--host=" + host(),
                        "--port=" + PORT,
                        "--seconds=2",
                        "--workers=40",
                        "--response-bytes=20000"))),
            trafficOutput);
    if (!LabProcesses.await(client, Duration.ofSeconds(20))) {
      throw new LabException("no frame passes the relay: see " + trafficOutput);
    }
    LabProcesses.stop(server);
  }

  private Process startTcpdump() {
    return processes.startAndAwait(
        network.tcpdump(lab.out, lab.packets), tcpdumpOutput, "tcpdump: listening");
  }

  /** Starts the observer and gives it some seconds: it prints nothing that could be awaited. */
  private Optional<Process> startObserver() {
    if (lab.observer.isEmpty()) {
      return Optional.empty();
    }
    List<String> command =
        List.of(
            "env",
            "LAB_INTERFACE=" + network.tapA(),
            "LAB_OUT=" + lab.out.toAbsolutePath(),
            "sh",
            "-c",
            lab.observer);
    Process observer = processes.start(network.inA(command), fresh("observer.txt"));
    if (LabProcesses.await(observer, OBSERVER_START)) {
      throw new LabException(
          "the observer exited immediately: see " + lab.out.resolve("observer.txt"));
    }
    return Optional.of(observer);
  }

  private void startServer() {
    if (isIperf()) {
      processes.startAndAwait(
          network.inB(List.of("iperf3", "--server", "--port", PORT, "--forceflush")),
          trafficOutput,
          "Server listening");
    } else {
      startTrafficServer();
    }
  }

  private Process startTrafficServer() {
    String limit = Integer.toString(lab.seconds + MARGIN_SECONDS);
    Path output = fresh("server.txt");
    return processes.startAndAwait(
        network.inB(
            LabProcesses.java(
                TrafficCommand.class, List.of("server", "--port=" + PORT, "--seconds=" + limit))),
        output,
        "ready");
  }

  private List<Process> startClients() {
    int count = lab.scenario == Scenario.REQUESTS ? lab.streams : 1;
    List<Process> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(processes.start(network.inA(clientCommand()), trafficOutput));
    }
    return clients;
  }

  private List<String> clientCommand() {
    String seconds = Integer.toString(lab.seconds);
    if (isIperf()) {
      List<String> command =
          new ArrayList<>(List.of("iperf3", "--client", host(), "--port", PORT, "--time", seconds));
      command.addAll(List.of("--parallel", Integer.toString(lab.streams)));
      if (lab.scenario == Scenario.DOWNLOAD) {
        command.add("--reverse");
      }
      return command;
    }
    List<String> arguments = new ArrayList<>();
    arguments.add(lab.scenario == Scenario.SHORT ? "short" : "request");
    arguments.addAll(
        List.of(
            "--host=" + host(),
            "--port=" + PORT,
            "--seconds=" + seconds,
            "--request-bytes=" + lab.requestBytes,
            "--response-bytes=" + lab.responseBytes,
            "--think-ms=" + lab.thinkMs));
    if (lab.scenario == Scenario.SHORT) {
      arguments.add("--workers=" + lab.streams);
    }
    return LabProcesses.java(TrafficCommand.class, arguments);
  }

  private void awaitEnd(List<Process> clients, Process tcpdump) {
    Path samples = fresh("ss.txt");
    long limitNs = System.nanoTime() + Duration.ofSeconds(lab.seconds + MARGIN_SECONDS).toNanos();
    while (clients.stream().anyMatch(Process::isAlive)) {
      if (LabProcesses.await(tcpdump, Duration.ofSeconds(1))) {
        if (lab.packets == 0) {
          throw new LabException("tcpdump ended early: see " + tcpdumpOutput);
        }
        return;
      }
      if (System.nanoTime() - limitNs > 0) {
        throw new LabException("the traffic did not end in time: see " + trafficOutput);
      }
      sampleSockets(samples);
    }
    for (Process client : clients) {
      if (client.exitValue() != 0) {
        throw new LabException("a client failed: see " + trafficOutput);
      }
    }
  }

  private void sampleSockets(Path samples) {
    String header = "# " + System.currentTimeMillis() + " ms" + System.lineSeparator();
    List<String> command = network.inA(List.of("ss", "-tinHO"));
    String sockets = ShellCommand.run(command.toArray(String[]::new));
    try {
      Files.writeString(samples, header + sockets, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void endRelay(Process relay) {
    try {
      relay.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!LabProcesses.await(relay, Duration.ofSeconds(10)) || relay.exitValue() != 0) {
      throw new LabException("the relay failed: see " + relayOutput);
    }
  }

  private boolean isIperf() {
    return lab.scenario == Scenario.UPLOAD || lab.scenario == Scenario.DOWNLOAD;
  }

  private String host() {
    return lab.ipv6 ? LabNetwork.IPV6_B : LabNetwork.IPV4_B;
  }

  private Path fresh(String name) {
    return LabProcesses.fresh(lab.out, name);
  }
}
