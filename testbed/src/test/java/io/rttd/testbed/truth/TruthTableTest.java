package io.rttd.testbed.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.perf.bench.SampleFrames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTableTest {
  private static final long MS = 1_000_000;
  private static final long US = 1_000;
  private static final String HEADER =
      "ack_frame\tdata_frame\trtt_ns\tverdict\tfrom_ip\tfrom_port\tto_ip\tto_port\tkind\tclass\n";

  @TempDir Path run;

  private final List<byte[]> captured = new ArrayList<>();
  private TruthRecorder recorder;

  @BeforeEach
  void openRecorder() throws IOException {
    recorder = new TruthRecorder(run.resolve("truth.bin"));
  }

  @Test
  void shouldCompareASampleWithTheDelaysOfItsOwnFrames() throws IOException {
    // 21 ms there, 5 ms in the receiver, 22 ms back; 0.1 ms between capture and relay.
    relayed(data(1), TruthRecord.A_TO_B, Fate.FORWARDED, 100 * MS, 121 * MS);
    relayed(ack(1), TruthRecord.B_TO_A, Fate.FORWARDED, 126 * MS, 148 * MS);
    capture(data(1), ack(1));

    String table = compare(line(2, 1, 48 * MS + 100 * US, "exact", "held"));

    assertThat(table)
        .contains(
            "| exact | held | 1 | 48.100 | 48.100 | 43.000 | 43.000 | 5.100 | 5.100 | 5.100"
                + " | 5.000 | 5.000 | 0.100 | 0.100 | 0 |")
        .contains("2 frames, 0 of them unknown to the relay");
  }

  @Test
  void shouldComparePromptSamplesWithTheirPath() throws IOException {
    relayed(data(1), TruthRecord.A_TO_B, Fate.FORWARDED, 0, 20 * MS);
    relayed(ack(1), TruthRecord.B_TO_A, Fate.FORWARDED, 20 * MS, 40 * MS);
    capture(data(1), ack(1));

    String table = compare(line(2, 1, 40 * MS + 50 * US, "sack", "prompt"));

    assertThat(table)
        .contains("p50 40.050 to 40.000 (+0.050); p99 40.050 to 40.000 (+0.050)")
        .contains("| sack | prompt | 1 |")
        .contains("| all | prompt | 1 |")
        .contains("| all | all | 1 |");
  }

  @Test
  void shouldCallASampleOfALostFrameImpossible() throws IOException {
    relayed(data(1), TruthRecord.A_TO_B, Fate.LOST, 0, 0);
    relayed(ack(1), TruthRecord.B_TO_A, Fate.FORWARDED, 20 * MS, 40 * MS);
    capture(data(1), ack(1));

    assertThat(compare(line(2, 1, 40 * MS, "exact", "held")))
        .containsPattern("\\| exact \\| held \\| 1 \\|.*\\| 1 \\|\\n");
  }

  @Test
  void shouldNotGiveAFrameTheRecordOfOneThatWasLostBeforeTheCapture() throws IOException {
    relayed(data(1), TruthRecord.A_TO_B, Fate.FORWARDED, 0, 20 * MS);
    relayed(ack(1), TruthRecord.B_TO_A, Fate.LOST, 20 * MS, 0);
    relayed(ack(1), TruthRecord.B_TO_A, Fate.FORWARDED, 30 * MS, 50 * MS);
    capture(data(1), ack(1));

    assertThat(compare(line(2, 1, 50 * MS, "exact", "held")))
        .contains("| 50.000 | 50.000 | 40.000");
  }

  @Test
  void shouldCountWhatItCannotJudge() throws IOException {
    relayed(data(1), TruthRecord.A_TO_B, Fate.FORWARDED, 0, 20 * MS);
    relayed(ack(1), TruthRecord.B_TO_A, Fate.FORWARDED, 20 * MS, 40 * MS);
    capture(data(1), ack(1), data(2));

    String table =
        compare(
            line(1, 2, US, "exact", "held")
                + line(2, 3, US, "exact", "held")
                + line(2, 1, 40 * MS, "retransmitted", "held"));

    assertThat(table)
        .contains("3 frames, 1 of them unknown to the relay; samples without truth: 1;")
        .contains("the leg from the capture to A: 1; verdicts without sample: 1");
  }

  @Test
  void shouldReadSamplesWithoutAClass() throws IOException {
    relayed(data(1), TruthRecord.A_TO_B, Fate.FORWARDED, 0, 20 * MS);
    relayed(ack(1), TruthRecord.B_TO_A, Fate.FORWARDED, 20 * MS, 40 * MS);
    capture(data(1), ack(1));
    writeCapture();
    Path samples = run.resolve("old.tsv");
    Files.writeString(samples, "ack_frame\tdata_frame\trtt_ns\tverdict\n2\t1\t40000000\texact\n");

    assertThat(new TruthTable().compare(run, samples)).contains("| exact | - | 1 |");
  }

  @Test
  void shouldRefuseFilesOfAnotherKind() throws IOException {
    recorder.close();
    Path samples = Files.writeString(run.resolve("samples.tsv"), "a\tb\n");
    Files.writeString(run.resolve("capture.pcap"), "not a capture, but long enough to be one");

    assertThatThrownBy(() -> new TruthTable().compare(run, samples))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("capture.pcap is not a capture");
  }

  @Test
  void shouldWriteRecordsThatCanBeReadBack() throws IOException {
    relayed(data(1), TruthRecord.A_TO_B, Fate.REORDERED, 11, 33);
    recorder.close();
    TruthFile file = new TruthFile(run.resolve("truth.bin"));

    assertThat(file.count()).isOne();
    int at = file.offset(0);
    assertThat(TruthRecord.arrivalNs(file.buffer(), at)).isEqualTo(11);
    assertThat(TruthRecord.departureNs(file.buffer(), at)).isEqualTo(33);
    assertThat(TruthRecord.fate(file.buffer(), at)).isEqualTo(Fate.REORDERED);
    assertThat(TruthRecord.protocol(file.buffer(), at)).isEqualTo(FrameIdentity.PROTOCOL_TCP);
    assertThat(TruthRecord.frameLength(file.buffer(), at)).isEqualTo(data(1).length);
    assertThat(recorder.lost()).isZero();
  }

  private void relayed(byte[] frame, int direction, Fate fate, long arrivalNs, long departureNs) {
    recorder.record(
        direction,
        fate,
        arrivalNs,
        departureNs,
        departureNs,
        new UnsafeBuffer(frame),
        0,
        frame.length);
  }

  private void capture(byte[]... frames) {
    captured.addAll(List.of(frames));
  }

  private String compare(String lines) throws IOException {
    writeCapture();
    Path samples = Files.writeString(run.resolve("samples.tsv"), HEADER + lines);
    return new TruthTable().compare(run, samples);
  }

  private void writeCapture() throws IOException {
    recorder.close();
    ByteArrayOutputStream pcap = new ByteArrayOutputStream();
    pcap.writeBytes(
        ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putInt(0xA1B23C4D).array());
    for (byte[] frame : captured) {
      pcap.writeBytes(
          ByteBuffer.allocate(16)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(0)
              .putInt(frame.length)
              .putInt(frame.length)
              .array());
      pcap.writeBytes(frame);
    }
    Files.write(run.resolve("capture.pcap"), pcap.toByteArray());
  }

  private static String line(
      int ackFrame, int dataFrame, long rttNs, String verdict, String sampleClass) {
    return ackFrame
        + "\t"
        + dataFrame
        + "\t"
        + rttNs
        + "\t"
        + verdict
        + "\t198.18.0.1\t40000\t198.18.0.2\t5201\tdata\t"
        + sampleClass
        + "\n";
  }

  private static byte[] data(int number) {
    byte[] frame = SampleFrames.of(SampleFrames.Kind.IPV4_DATA);
    frame[41] = (byte) number;
    return frame;
  }

  private static byte[] ack(int number) {
    byte[] frame = SampleFrames.of(SampleFrames.Kind.IPV4_SACK);
    frame[29] = 2;
    frame[33] = 1;
    frame[45] = (byte) number;
    return frame;
  }
}
