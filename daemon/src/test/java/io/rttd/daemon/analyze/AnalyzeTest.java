package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.analyze.console.Console;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeTest {
  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void writeCapture() throws IOException {
    capture = CaptureOnDisk.golden(folder);
  }

  @Test
  void shouldPrintTheGoldenTable() throws IOException {
    CommandRun run = rttd("analyze", capture);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(golden("table.txt"));
  }

  @Test
  void shouldWriteTheGoldenSamplesAndNothingElseToStandardOutput() throws IOException {
    CommandRun run = rttd("analyze", "--samples", "-", capture);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(golden("samples.tsv"));
  }

  @Test
  void shouldWriteTheSameSamplesToAFileBesideTheTable() throws IOException {
    Path samples = folder.resolve("samples.tsv");

    CommandRun run = rttd("analyze", "--samples", samples, capture);

    assertThat(run.out()).isEqualTo(golden("table.txt"));
    assertThat(samples).hasContent(golden("samples.tsv"));
  }

  @Test
  void shouldNeverOverwriteTheCaptureItReads() throws IOException {
    byte[] before = Files.readAllBytes(capture);

    CommandRun run = rttd("analyze", "--samples", capture, capture);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("would overwrite");
    assertThat(Files.readAllBytes(capture)).isEqualTo(before);
  }

  @Test
  void shouldExplainOneFlowInsteadOfTheTable() {
    CommandRun run = rttd("analyze", "--explain", "192.0.2.1:40000-198.51.100.9:80", capture);

    assertThat(run.outLines().get(0))
        .contains("192.0.2.1:40000 SYN 0:1 (1) sent; covered by ack 1 of #2")
        .contains("exact, 20.000000 ms from #1, prompt");
    assertThat(run.out()).doesNotContain("40001").doesNotContain("path p50");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void shouldSayWhenThereIsNothingToExplain() {
    CommandRun run = rttd("analyze", "--explain", "192.0.2.1:1-198.51.100.9:80", capture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no segment of the flow 192.0.2.1:1-198.51.100.9:80");
  }

  @Test
  void shouldTimeOnlyWhatLocalEndsSend() {
    CommandRun run = rttd("analyze", "--local", "192.0.2.0/24", capture);

    assertThat(run.outLines().get(1)).startsWith("192.0.2.1  198.51.100.9      6  ");
    assertThat(run.out()).doesNotContain("2001:db8").contains("no local end 10");
  }

  @Test
  void shouldReadSeveralFilesAsOne() throws IOException {
    Path second = folder.resolve("second.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(second)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_003, 900_000, 21_000);
    }

    CommandRun run = rttd("analyze", "--samples", "-", capture, second);

    assertThat(run.out()).startsWith(golden("samples.tsv")).contains("\n32\t31\t21000000\texact\t");
  }

  @Test
  void shouldNameTheLinkTypeThatItCannotRead() throws IOException {
    byte[] bytes = Files.readAllBytes(capture);
    bytes[20] = (byte) 147;
    Files.write(capture, bytes);

    CommandRun run = rttd("analyze", "--format", "json", capture);

    String sentence = "frames are of link type 147 (USER0), which rttd cannot read.";
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("rttd: " + capture + ": ").contains(sentence);
    assertThat(run.out()).contains("\"notes\"").contains(sentence);
  }

  @Test
  void shouldSayThatNanosecondsStandUnderTheMicrosecondMagic() throws IOException {
    byte[] bytes = Files.readAllBytes(capture);
    bytes[0] = (byte) 0xD4;
    bytes[1] = (byte) 0xC3;
    bytes[2] = (byte) 0xB2;
    Files.write(capture, bytes);

    CommandRun run = rttd("analyze", "--merge", capture);

    assertThat(run.err()).contains("these look like nanoseconds under the microsecond magic");
  }

  @Test
  void shouldAnalyseWhatIsReadableOfADamagedFileAndSayWhereItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(capture);
    Files.write(capture, Arrays.copyOf(whole, whole.length - 3));

    CommandRun run = rttd("analyze", capture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("192.0.2.1").contains("packets: 29");
    assertThat(run.err()).contains("golden.pcap").containsPattern("at byte \\d+");
  }

  @Test
  void shouldContinueWithTheNextFileWhenOneIsNotACapture() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "not a capture at all, but text");

    CommandRun run = rttd("analyze", text, capture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(golden("table.txt"));
    assertThat(run.err()).contains("notes.txt");
  }

  @Test
  void shouldRefuseWhatItCannotDoBeforeItReadsAnything() {
    assertThat(rttd("analyze", folder.resolve("none.pcap")).exitCode()).isEqualTo(2);
    assertThat(rttd("analyze").exitCode()).isEqualTo(2);
    assertThat(rttd("analyze", "--local", "10.0.0.300", capture).err()).contains("10.0.0.300");
    CommandRun xml = rttd("analyze", "--format", "xml", capture);
    assertThat(xml.exitCode()).isEqualTo(2);
    assertThat(xml.err()).contains("[table, json, csv, hgrm]");
    assertThat(xml.out()).isEmpty();
  }

  @Test
  void shouldSayThatNothingWasMeasured() throws IOException {
    Path empty = folder.resolve("empty.pcap");
    new CaptureOnDisk(empty).close();

    CommandRun run = rttd("analyze", empty);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("nothing was measured");
  }

  @Test
  void shouldEndQuietlyWhenTheReaderOfTheSamplesHasGone() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream closedPipe =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    int code =
        io.rttd.daemon.Main.execute(
            new Console(closedPipe, err, false), "analyze", "--samples", "-", capture.toString());

    assertThat(code).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = AnalyzeTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
