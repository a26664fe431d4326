package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.traffic.TrafficCommand;
import io.rttd.testbed.truth.Fate;
import io.rttd.testbed.truth.FrameIdentity;
import io.rttd.testbed.truth.TruthFile;
import io.rttd.testbed.truth.TruthRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("live")
@Timeout(30)
class RelayLiveTest {
  private static final long MS = 1_000_000;
  private static final int EXCHANGES = 30;

  @TempDir Path folder;

  @RegisterExtension final RelayedNetwork lab = new RelayedNetwork();
  private Path truth;

  @BeforeEach
  void setUp() throws IOException {
    truth = folder.resolve("truth.bin");
    LinkSettings wire = LinkSettings.delay(20 * MS);
    lab.connect(wire, wire, false, truth);
  }

  @Test
  void shouldImposeItsDelayOnRealTcpAndRecordEachFrame() throws IOException {
    String answer = exchange();
    lab.relay().close();

    assertThat(field(answer, "answers")).isEqualTo(EXCHANGES);
    assertThat(field(answer, "min_ms")).isBetween(40.0, 41.0);
    assertThat(field(answer, "connect_ms")).isGreaterThan(40);
    TruthFile file = new TruthFile(truth);
    List<Integer> tcp = tcpRecords(file);
    // A handshake and a FIN of two or three, a request and an answer each.
    assertThat(tcp).hasSizeGreaterThan(2 * EXCHANGES + 4);
    for (int at : tcp) {
      long arrivalNs = TruthRecord.arrivalNs(file.buffer(), at);
      assertThat(TruthRecord.fate(file.buffer(), at)).isEqualTo(Fate.FORWARDED);
      assertThat(TruthRecord.dueNs(file.buffer(), at)).isEqualTo(arrivalNs + 20 * MS);
      assertThat(TruthRecord.departureNs(file.buffer(), at))
          .isGreaterThanOrEqualTo(arrivalNs + 20 * MS);
    }
    long forwarded =
        lab.relay().frames(TruthRecord.A_TO_B, Fate.FORWARDED)
            + lab.relay().frames(TruthRecord.B_TO_A, Fate.FORWARDED);
    assertThat(records(file, Fate.FORWARDED)).isEqualTo(forwarded);
    assertThat(lab.relay().overheadNs(TruthRecord.A_TO_B).getValueAtPercentile(50))
        .isLessThan(MS / 2);
    assertThat(lab.relay().overheadNs(TruthRecord.B_TO_A).getValueAtPercentile(50))
        .isLessThan(MS / 2);
  }

  private String exchange() throws IOException {
    lab.processes()
        .startAndAwait(
            lab.network()
                .inB(
                    LabProcesses.java(
                        TrafficCommand.class, List.of("server", "--port=5201", "--seconds=20"))),
            Files.createFile(folder.resolve("server.txt")),
            "ready");
    Path output = Files.createFile(folder.resolve("client.txt"));
    Process client =
        lab.processes()
            .start(
                lab.network()
                    .inA(
                        LabProcesses.java(
                            TrafficCommand.class,
                            List.of(
                                "request",
                                "--host=" + LabNetwork.IPV4_B,
                                "--port=5201",
                                "--seconds=10",
                                "--count=" + EXCHANGES,
                                "--think-ms=0",
                                "--response-bytes=500"))),
                output);
    assertThat(LabProcesses.await(client, Duration.ofSeconds(15))).isTrue();
    return Files.readString(output);
  }

  private static List<Integer> tcpRecords(TruthFile file) {
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < file.count(); i++) {
      int at = file.offset(i);
      if (TruthRecord.protocol(file.buffer(), at) == FrameIdentity.PROTOCOL_TCP) {
        offsets.add(at);
      }
    }
    return offsets;
  }

  private static long records(TruthFile file, Fate fate) {
    long count = 0;
    for (int i = 0; i < file.count(); i++) {
      count += TruthRecord.fate(file.buffer(), file.offset(i)) == fate ? 1 : 0;
    }
    return count;
  }

  private static double field(String output, String name) {
    String[] words = output.strip().split("\\s+", -1);
    for (int i = 0; i < words.length - 1; i++) {
      if (words[i].equals(name)) {
        return Double.parseDouble(words[i + 1]);
      }
    }
    throw new AssertionError("no " + name + " in: " + output);
  }
}
