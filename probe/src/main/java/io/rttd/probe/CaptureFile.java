package io.rttd.probe;

import io.rttd.analyze.Analysis;
import io.rttd.analyze.AnalysisPlan;
import io.rttd.analyze.AnalysisSummary;
import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.ConnectionReports;
import io.rttd.analyze.explain.FlowSelector;
import io.rttd.analyze.explain.FlowSelector.End;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.pipeline.TimedDirections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A capture file and what {@code rttd analyze} knows of its connections, both directions timed.
 * Immutable: any thread.
 *
 * <pre>{@code
 * CaptureFile run = CaptureFile.analyze(Path.of("run.pcapng"));
 * Duration p99 = run.to(8080).response().percentile(99);
 * }</pre>
 *
 * <p>It takes half a kilobyte to a kilobyte of heap per connection, and 64 MiB at most; {@link
 * #findings} says so if that is too little. Each {@link CapturedConnection} is made by the call
 * that gets it.
 */
public final class CaptureFile {
  private static final long MEMORY_LIMIT_BYTES = 256L << 20;
  private static final int NAMED_IN_ERRORS = 10;

  private final Path file;
  private final ConnectionReports reports;
  private final List<String> findings;

  private CaptureFile(Path file, ConnectionReports connections, List<String> findings) {
    this.file = file;
    this.reports = connections;
    List<String> all = new ArrayList<>(findings);
    connections
        .notKept()
        .words()
        .ifPresent(words -> all.add("short of memory: " + words + "; split the capture"));
    this.findings = List.copyOf(all);
  }

  /**
   * Reads a file that {@code rttd analyze} can read, to its end, on the calling thread.
   *
   * @param serverPorts ports that tell the server of connections that began before the capture
   * @throws CaptureException if it cannot be opened, or is damaged (BAD_FILE); the message says
   *     where
   * @throws IllegalArgumentException if a port is not 1 to 65535
   */
  public static CaptureFile analyze(Path file, int... serverPorts) throws CaptureException {
    return analyze(file, MEMORY_LIMIT_BYTES, serverPorts);
  }

  static CaptureFile analyze(Path file, long memoryBytes, int... serverPorts)
      throws CaptureException {
    AgronaAccess.open();
    List<Integer> ports = Arrays.stream(serverPorts).map(ProbeEngine::requirePort).boxed().toList();
    AnalysisPlan plan =
        AnalysisPlan.of(List.of(file), TimedDirections.bothEnds())
            .within(memoryBytes)
            .naming(ProbeEngine.services(ports))
            .withConnections();
    Analysis analysis = new Analysis(plan);
    try {
      analysis.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AnalysisSummary summary = analysis.summary();
    if (!summary.damages().isEmpty()) {
      throw new CaptureException(
          Reason.BAD_FILE,
          summary.damages().stream().map(Object::toString).collect(Collectors.joining("; ")));
    }
    return new CaptureFile(
        file,
        summary.connections().orElseThrow(),
        summary.findings().stream().map(Object::toString).toList());
  }

  /** All connections, in the order of their first packets. */
  public List<CapturedConnection> connections() {
    return listOf(reports.size(), index -> new CapturedConnection(reports.get(index)));
  }

  /** A list whose elements are made by the call that gets them. */
  private static <T> List<T> listOf(int size, IntFunction<T> elements) {
    return new AbstractList<>() {
      @Override
      public T get(int index) {
        return elements.apply(Objects.checkIndex(index, size));
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /**
   * One connection.
   *
   * @param ends both ends in either order, e.g. {@code 198.18.0.1:40000-198.18.0.2:8080}, or a line
   *     of {@code rttd analyze --by connection}
   * @throws IllegalArgumentException if that is not what the text is
   * @throws NoSuchElementException if there is none; the message names some that there are
   * @throws IllegalStateException if ports were used again and there are several: choose one of
   *     {@link #connections()}
   */
  public CapturedConnection connection(String ends) {
    FlowSelector selector = FlowSelector.parse(ends);
    List<CapturedConnection> found =
        reports.stream()
            .filter(each -> isBetween(selector, each))
            .map(CapturedConnection::new)
            .toList();
    if (found.isEmpty()) {
      throw new NoSuchElementException(
          file
              + ": no connection "
              + ends
              + "; it has "
              + reports.size()
              + reports.stream()
                  .limit(NAMED_IN_ERRORS)
                  .map(each -> " " + each)
                  .collect(Collectors.joining(",", ":", ""))
              + reports.notKept().words().map(words -> "; short of memory: " + words).orElse(""));
    }
    if (found.size() > 1) {
      throw new IllegalStateException(
          file + ": " + found.size() + " connections " + ends + " one after the other");
    }
    return found.get(0);
  }

  private static boolean isBetween(FlowSelector selector, ConnectionReport report) {
    String client = report.client().toString();
    String server = report.server().toString();
    return isBetween(selector.a(), selector.b(), client, server)
        || isBetween(selector.b(), selector.a(), client, server);
  }

  private static boolean isBetween(End client, End server, String first, String second) {
    return client.toString().equals(first) && server.toString().equals(second);
  }

  /** All connections to servers with this port together; none is no error. */
  public CapturedTraffic to(int serverPort) {
    int[] chosen =
        IntStream.range(0, reports.size())
            .filter(index -> reports.get(index).server().port() == serverPort)
            .toArray();
    return new CapturedTraffic(listOf(chosen.length, index -> reports.get(chosen[index])));
  }

  /** All connections together. */
  public CapturedTraffic all() {
    return new CapturedTraffic(reports);
  }

  /** What is wrong with the capture as a whole, each in one sentence with a remedy. */
  public List<String> findings() {
    return findings;
  }

  /**
   * Packets of connections that memory was too short for; 0 if {@link #connections} has all. Then
   * {@link #findings} has a sentence about it.
   */
  public long packetsNotKept() {
    return reports.notKept().packets();
  }

  /**
   * Writes the page of the capture, see {@link CapturePage}.
   *
   * @throws CaptureException if the file cannot be opened any more
   * @throws IOException if the page cannot be written
   */
  public void writePage(Path page) throws CaptureException, IOException {
    CapturePage.write(file, page);
  }
}
