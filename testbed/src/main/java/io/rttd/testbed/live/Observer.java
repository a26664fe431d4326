package io.rttd.testbed.live;

import io.rttd.model.CaptureCounter;
import io.rttd.testbed.lab.LabProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that listens on an interface, and the form in which it reports its counts. */
enum Observer {
  /** rttd as a user runs it; its counts arrive over DogStatsD. */
  RTTD(
      CaptureCounter.PACKETS.metric() + " (\\d+)",
      CaptureCounter.KERNEL_DROPS.metric() + " (\\d+)",
      "rttd run, both directions timed") {
    @Override
    List<String> command(LiveBench bench, String device, Path folder) throws IOException {
      return rttd(bench.rttd, bench, device, folder, bench.init);
    }
  },

  /** Another build, for a comparison within one run. */
  RTTD_BEFORE(
      CaptureCounter.PACKETS.metric() + " (\\d+)",
      CaptureCounter.KERNEL_DROPS.metric() + " (\\d+)",
      "the build given by `--before`, with the same configuration") {
    @Override
    List<String> command(LiveBench bench, String device, Path folder) throws IOException {
      return rttd(bench.before, bench, device, folder, bench.init);
    }
  },

  /** The same with the shard's work on the capture thread. */
  RTTD_DIRECT(
      CaptureCounter.PACKETS.metric() + " (\\d+)",
      CaptureCounter.KERNEL_DROPS.metric() + " (\\d+)",
      "rttd run with `shards: 0`, both directions timed") {
    @Override
    List<String> command(LiveBench bench, String device, Path folder) throws IOException {
      Map<String, String> init = new LinkedHashMap<>(bench.init);
      init.put("shards", "0");
      return rttd(bench.rttd, bench, device, folder, init);
    }
  },

  /** The cost of writing the packets' headers to a file, without the file. */
  TCPDUMP(
      "(\\d+) packets captured",
      "(\\d+) packets dropped by kernel",
      "`tcpdump -s 128 -w /dev/null`") {
    @Override
    List<String> command(LiveBench bench, String device, Path folder) {
      return List.of("tcpdump", "-i", device, "-s", "128", "-w", "/dev/null", "tcp");
    }
  },

  /** The other program that measures RTTs, packet by packet: dumpcap and the dissectors. */
  TSHARK("(\\d+) packets captured", "(\\d+) packets? dropped", "`tshark`, printing ack_rtt") {
    @Override
    List<String> command(LiveBench bench, String device, Path folder) {
      String fields = "-T fields -e frame.number -e tcp.analysis.ack_rtt";
      String line = "exec tshark -n -i " + device + " -s 128 -f tcp " + fields;
      String files = " --temp-dir " + folder + " > " + folder.resolve("tshark.tsv");
      return List.of("sh", "-c", line + files);
    }

    @Override
    boolean mayLagBehind() {
      return true;
    }
  },

  /** {@link Pcap4jLoop}. */
  PCAP4J("captured (\\d+)", "dropped (\\d+)", "pcap4j's loop, counting") {
    @Override
    List<String> command(LiveBench bench, String device, Path folder) {
      return LabProcesses.java(Pcap4jLoop.class, List.of("--interface=" + device));
    }
  };

  private final Pattern captured;
  private final Pattern dropped;
  private final String description;

  Observer(String captured, String dropped, String description) {
    this.captured = Pattern.compile(captured);
    this.dropped = Pattern.compile(dropped);
    this.description = description;
  }

  /** The command line; the files it needs are written to the folder. */
  abstract List<String> command(LiveBench bench, String device, Path folder) throws IOException;

  private static List<String> rttd(
      Path rttd, LiveBench bench, String device, Path folder, Map<String, String> init)
      throws IOException {
    StringBuilder yaml = new StringBuilder("init_config:\n");
    yaml.append("  statsd_ip: 127.0.0.1\n  statsd_port: ").append(LiveRun.STATSD_PORT);
    yaml.append('\n');
    init.forEach(
        (key, value) -> yaml.append("  ").append(key).append(": ").append(value).append('\n'));
    yaml.append("instances:\n  - interface: ").append(device).append('\n');
    Map<String, String> instance = new LinkedHashMap<>(Map.of("mode", "tap"));
    instance.putAll(bench.instance);
    instance.forEach(
        (key, value) -> yaml.append("    ").append(key).append(": ").append(value).append('\n'));
    Path file = Files.writeString(folder.resolve("rttd.yaml"), yaml);
    return List.of(rttd.toString(), "run", "-c", file.toString());
  }

  /**
   * Whether it may still be processing earlier packets, so that only its own output shows its
   * progress.
   */
  boolean mayLagBehind() {
    return false;
  }

  boolean isRttd() {
    return this == RTTD || this == RTTD_BEFORE || this == RTTD_DIRECT;
  }

  /** Whether it runs on a JVM, which compiles hot code at run time. */
  boolean warmsUp() {
    return isRttd() || this == PCAP4J;
  }

  /** Packets that it reports as captured, or -1 if it reports nothing. */
  long captured(String output) {
    return last(captured, output);
  }

  /** Packets that it reports as dropped by the kernel, or -1 if it reports nothing. */
  long dropped(String output) {
    return last(dropped, output);
  }

  String description() {
    return description;
  }

  /** For file names and options. */
  String lowerCase() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static long last(Pattern pattern, String output) {
    long found = -1;
    Matcher matcher = pattern.matcher(output);
    while (matcher.find()) {
      found = Long.parseLong(matcher.group(1));
    }
    return found;
  }
}
