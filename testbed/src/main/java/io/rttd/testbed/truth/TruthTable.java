package io.rttd.testbed.truth;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Compares the samples of {@code rttd analyze --samples} with what the relay did to the frames of
 * each sample, and prints the errors by verdict and class as a Markdown table.
 */
@Command(
    name = "truth",
    mixinStandardHelpOptions = true,
    description = "Compare rttd's samples of a lab capture with what the relay did to the frames.")
public final class TruthTable implements Callable<Integer> {
  private static final Set<String> SAMPLE_VERDICTS =
      Set.of("exact", "timestamp", "sack", "partial");
  private static final String ALL = "all";
  private static final double NS_PER_MS = 1e6;

  @Parameters(index = "0", description = "Folder of a lab run, with capture.pcap and truth.bin.")
  private Path folder = Path.of(".");

  @Option(names = "--samples", required = true, description = "Output of rttd analyze --samples.")
  private Path samples = Path.of("samples.tsv");

  private final Map<String, SampleErrors> errors = new TreeMap<>();
  private TruthFile truth;
  private FrameTruth frames;
  private long localLeg;
  private long withoutTruth;
  private long withoutSample;

  @Override
  public Integer call() throws IOException {
    System.out.print(compare(folder, samples));
    return 0;
  }

  /**
   * Compares.
   *
   * @param run folder with {@code capture.pcap} and {@code truth.bin}
   * @param samplesFile tab-separated, its first line names the columns
   * @return Markdown
   * @throws IOException if a file cannot be read or is malformed
   */
  public String compare(Path run, Path samplesFile) throws IOException {
    truth = new TruthFile(run.resolve("truth.bin"));
    frames = new FrameTruth(truth, run.resolve("capture.pcap"));
    try (BufferedReader reader = Files.newBufferedReader(samplesFile, StandardCharsets.UTF_8)) {
      String first = reader.readLine();
      List<String> columns = first == null ? List.of() : List.of(first.split("\t", -1));
      SampleColumns places = SampleColumns.of(columns, samplesFile);
      String line = reader.readLine();
      while (line != null) {
        addSample(line.split("\t", -1), places);
        line = reader.readLine();
      }
    }
    return table();
  }

  private void addSample(String[] fields, SampleColumns columns) {
    String verdict = fields[columns.verdict()];
    if (!SAMPLE_VERDICTS.contains(verdict)) {
      withoutSample++;
      return;
    }
    int data = frames.record(Long.parseLong(fields[columns.dataFrame()]));
    int ack = frames.record(Long.parseLong(fields[columns.ackFrame()]));
    if (data == FrameTruth.NONE || ack == FrameTruth.NONE) {
      withoutTruth++;
      return;
    }
    int dataAt = truth.offset(data);
    int ackAt = truth.offset(ack);
    if (TruthRecord.direction(truth.buffer(), dataAt) != TruthRecord.A_TO_B) {
      localLeg++;
      return;
    }
    String sampleClass = columns.sampleClass() < 0 ? "-" : fields[columns.sampleClass()].strip();
    long measuredNs = Long.parseLong(fields[columns.rttNs()]);
    for (String key : List.of(key(verdict, sampleClass), key(ALL, sampleClass), key(ALL, ALL))) {
      add(errors.computeIfAbsent(key, k -> new SampleErrors()), measuredNs, dataAt, ackAt);
    }
  }

  private void add(SampleErrors group, long measuredNs, int dataAt, int ackAt) {
    if (!TruthRecord.fate(truth.buffer(), dataAt).arrived()) {
      group.addImpossible();
      return;
    }
    long dataLeftNs = TruthRecord.departureNs(truth.buffer(), dataAt);
    long ackCameNs = TruthRecord.arrivalNs(truth.buffer(), ackAt);
    long pathNs =
        dataLeftNs
            - TruthRecord.arrivalNs(truth.buffer(), dataAt)
            + TruthRecord.departureNs(truth.buffer(), ackAt)
            - ackCameNs;
    group.add(measuredNs, pathNs, ackCameNs - dataLeftNs);
  }

  private String table() {
    StringBuilder text = new StringBuilder("All times in ms.\n\n").append(SampleErrors.heading());
    errors.forEach(
        (key, group) -> {
          String[] names = key.split("/", -1);
          text.append(group.line(names[0], names[1]));
        });
    text.append('\n');
    SampleErrors prompt = errors.get(key(ALL, "prompt"));
    if (prompt != null) {
      text.append(compared(prompt));
    }
    text.append(overhead("A to B", TruthRecord.A_TO_B));
    text.append(overhead("B to A", TruthRecord.B_TO_A));
    return text.append(
            String.format(
                Locale.ROOT,
                "%d frames, %d of them unknown to the relay; samples without truth: %d;"
                    + " samples of the leg from the capture to A: %d; verdicts without sample: %d\n",
                frames.frames(),
                frames.unmatched(),
                withoutTruth,
                localLeg,
                withoutSample))
        .toString();
  }

  /** How late the relay was with the frames of the capture: departure minus (arrival + delay). */
  private String overhead(String name, int direction) {
    LongSeries lateNs = new LongSeries();
    for (int frame = 1; frame <= frames.frames(); frame++) {
      int record = frames.record(frame);
      if (record != FrameTruth.NONE) {
        int at = truth.offset(record);
        if (TruthRecord.direction(truth.buffer(), at) == direction
            && TruthRecord.fate(truth.buffer(), at).arrived()) {
          lateNs.add(
              TruthRecord.departureNs(truth.buffer(), at) - TruthRecord.dueNs(truth.buffer(), at));
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "Relay overhead %s: %d frames, p50 %.4f p99 %.4f max %.4f\n",
        name,
        lateNs.size(),
        lateNs.percentile(50) / NS_PER_MS,
        lateNs.percentile(99) / NS_PER_MS,
        lateNs.max() / NS_PER_MS);
  }

  private static String compared(SampleErrors prompt) {
    StringBuilder text = new StringBuilder("Prompt samples compared with the true path:");
    for (double percent : new double[] {50, 99}) {
      double measured = prompt.measuredNs().percentile(percent) / NS_PER_MS;
      double path = prompt.trueNs().percentile(percent) / NS_PER_MS;
      text.append(
          String.format(
              Locale.ROOT,
              " p%.0f %.3f to %.3f (%+.3f);",
              percent,
              measured,
              path,
              measured - path));
    }
    return text.append('\n').toString();
  }

  private static String key(String verdict, String sampleClass) {
    return verdict + "/" + sampleClass;
  }

  /** Indices of the required columns; {@code sampleClass} is -1 if it is missing. */
  private record SampleColumns(
      int ackFrame, int dataFrame, int rttNs, int verdict, int sampleClass) {
    static SampleColumns of(List<String> names, Path file) throws IOException {
      int[] places = new int[5];
      String[] wanted = {"ack_frame", "data_frame", "rtt_ns", "verdict", "class"};
      Arrays.setAll(places, i -> names.indexOf(wanted[i]));
      for (int i = 0; i < 4; i++) {
        if (places[i] < 0) {
          throw new IOException(file + " has no column " + wanted[i]);
        }
      }
      return new SampleColumns(places[0], places[1], places[2], places[3], places[4]);
    }
  }
}
