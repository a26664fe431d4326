package io.rttd.testbed.lab;

import io.rttd.testbed.relay.LinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One run of the lab: real TCP between two namespaces over the relay, captured on A's side.
 *
 * <p>Leaves in the output folder: {@code capture.pcap} (A's TAP device, ns, 128 bytes of each
 * frame), {@code truth.bin} (the relay's {@link io.rttd.testbed.truth.TruthRecord}s), {@code
 * ss.txt} (the kernel's view, once a second), {@code relay.txt} (counts and the relay's own
 * overhead), {@code traffic.txt}, {@code tcpdump.txt}, {@code observer.txt}.
 */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Run TCP over a link with known delay and loss; write the capture and the true delays.")
public final class Lab implements Callable<Integer> {
  @Option(names = "--out", required = true, description = "Output folder, created if missing.")
  Path out = Path.of("lab");

  @Option(
      names = "--scenario",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Scenario scenario = Scenario.UPLOAD;

  @Option(
      names = "--congestion",
      description = "Congestion control: cubic, bbr, … (default: ${DEFAULT-VALUE}).")
  String congestion = "cubic";

  @Option(names = "--seconds", description = "Duration of the traffic (default: ${DEFAULT-VALUE}).")
  int seconds = 10;

  @Option(
      names = "--packets",
      description = "Stop once this number of packets is captured; 0: stop only by time.")
  long packets;

  @Option(
      names = "--streams",
      description = "Number of iperf3 streams or clients (default: ${DEFAULT-VALUE}).")
  int streams = 1;

  @Option(names = "--request-bytes", description = "Default: ${DEFAULT-VALUE}.")
  int requestBytes = 100;

  @Option(names = "--response-bytes", description = "Default: ${DEFAULT-VALUE}.")
  int responseBytes = 3000;

  @Option(
      names = "--think-ms",
      description = "The server's response time (default: ${DEFAULT-VALUE}).")
  double thinkMs;

  @Option(
      names = "--observer",
      description =
          "shell command that runs in A from before the traffic until its end, when it gets"
              + " SIGTERM; $LAB_INTERFACE is A's TAP device, $LAB_OUT the output folder")
  String observer = "";

  @Option(names = "--ipv6", description = "Use IPv6 instead of IPv4.")
  boolean ipv6;

  @Option(names = "--no-timestamps", description = "Disable TCP timestamps (RFC 7323).")
  boolean noTimestamps;

  @Option(
      names = "--no-keep-awake",
      description = "Let idle processors sleep: waking up a virtual one can take milliseconds.")
  boolean noKeepAwake;

  @Mixin LinkOptions link = new LinkOptions();

  @Override
  public Integer call() throws IOException {
    String obstacle = obstacle();
    if (!obstacle.isEmpty()) {
      System.err.println("lab: " + obstacle);
      return 3;
    }
    Files.createDirectories(out);
    LabRun run = new LabRun(this);
    // On a signal the JVM skips the end of the block, so the hook cleans up instead.
    Thread hook = new Thread(run::close, "lab-cleanup");
    Runtime.getRuntime().addShutdownHook(hook);
    try (run) {
      run.perform();
      System.out.print(run.summary());
      return 0;
    } catch (LabException e) {
      System.err.println("lab: " + e.getMessage());
      return 1;
    }
  }

  private String obstacle() throws IOException {
    String obstacle = LabNetwork.obstacle();
    if (!obstacle.isEmpty()) {
      return obstacle;
    }
    for (String program : new String[] {"tcpdump", "ss", "chrt"}) {
      if (!ShellCommand.exists(program)) {
        return "needs " + program + " (packages tcpdump, iproute2, util-linux)";
      }
    }
    if ((scenario == Scenario.UPLOAD || scenario == Scenario.DOWNLOAD)
        && !ShellCommand.exists("iperf3")) {
      return "needs iperf3 for " + scenario.name().toLowerCase(Locale.ROOT);
    }
    String available =
        Files.readString(Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control")).strip();
    if (!(" " + available + " ").contains(" " + congestion + " ")) {
      return "this kernel has no congestion control "
          + congestion
          + ", only "
          + available
          + " (modprobe tcp_"
          + congestion
          + " may help)";
    }
    return "";
  }
}
