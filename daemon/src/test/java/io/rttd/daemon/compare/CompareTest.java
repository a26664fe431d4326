package io.rttd.daemon.compare;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.compare.Comparison;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rttd compare} from its command line to its exit code. */
class CompareTest {
  private static final String PAIR = "192.0.2.1 -> 198.51.100.9";

  @TempDir Path folder;
  private Path before;
  private Path after;

  @BeforeEach
  void capture() throws IOException {
    before = capture("before.pcap", 30, 20_000);
    after = capture("after.pcap", 30, 22_000);
  }

  @Test
  void shouldFindNothingBetweenACaptureAndItself() {
    CommandRun run = rttd("compare", before, before);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("0 of ").doesNotContain("higher").doesNotContain("lower");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void shouldShowWhatChangedAndHowCertainThatIs() throws IOException {
    CommandRun run = rttd("compare", before, after);
    JsonTree json = JsonTree.parse(rttd("compare", "--format=json", before, after).out());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("before: " + before + ", 180 samples");
    assertThat(run.out()).contains(PAIR + " (connections: 30 before, 30 after)");
    assertThat(run.out()).containsPattern("(?m)^p50 .* \\+9\\.\\d % .* to .* higher$");
    assertThat(run.outLines())
        .filteredOn(line -> !line.contains("pcap"))
        .allMatch(line -> line.length() <= 80);
    assertThat(json.get("by").text()).isEqualTo("pair");
    JsonTree p50 =
        json.get("groups").elements().stream()
            .filter(group -> group.get("name").text().equals(PAIR))
            .findFirst()
            .orElseThrow()
            .get("p50");
    assertThat(p50.get("difference_ms").decimal()).isCloseTo(2, within(0.5));
    assertThat(p50.get("low_ms").decimal()).isBetween(1.0, 2.0);
    assertThat(p50.get("high_ms").decimal()).isBetween(2.0, 3.0);
    assertThat(p50.get("significant").isTrue()).isTrue();
    assertThat(p50.get("evidence").text()).isEqualTo("enough");
  }

  @ParameterizedTest
  @CsvSource({
    "p50 > +1 ms, 4",
    "p50 > +5 %, 4",
    "p50 > +5 ms, 0",
    "p50 > +50 %, 0",
    "path p50 > +1 ms, 4",
    "retransmits > +1 pp, 0"
  })
  void shouldExitByItsLimits(String limit, int exitCode) throws IOException {
    CommandRun run = rttd("compare", "--fail-if", limit, before, after);
    CommandRun reverse = rttd("compare", "--fail-if", limit, after, before);
    JsonTree json =
        JsonTree.parse(rttd("compare", "--format=json", "--fail-if", limit, before, after).out());

    assertThat(run.exitCode()).as(run.out()).isEqualTo(exitCode);
    assertThat(reverse.exitCode()).isZero();
    assertThat(run.out()).contains("--fail-if '" + limit + "'");
    assertThat(json.get("criteria").elements().get(0).get("exceeded").isTrue())
        .isEqualTo(exitCode == 4);
  }

  @Test
  void shouldExitWithFourIfOneOfSeveralLimitsIsExceeded() {
    CommandRun run =
        rttd("compare", "--fail-if", "p50 > +90 %", "--fail-if", "p50 > +1 ms", before, after);

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out()).contains("'p50 > +90 %': not exceeded");
    assertThat(run.out()).contains("'p50 > +1 ms': exceeded by " + PAIR);
  }

  @Test
  void shouldSayThatFewConnectionsDecideNothing() throws IOException {
    Path few = capture("few.pcap", 5, 40_000);

    CommandRun run = rttd("compare", before, few);
    CommandRun limited = rttd("compare", "--fail-if", "p50 > +1 ms", before, few);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("No claim").doesNotContain("higher");
    assertThat(limited.exitCode()).isEqualTo(1);
    assertThat(limited.out()).contains("undecided, for lack of evidence: to servers");
  }

  @Test
  void shouldClaimNoNegligibleDifferenceAndRefuseALimitBelow() throws IOException {
    JsonTree json =
        JsonTree.parse(rttd("compare", "--negligible=9ms", "--format=json", before, after).out());
    CommandRun below = rttd("compare", "--fail-if", "p50 > +20 us", before, after);

    JsonTree byDefault = JsonTree.parse(rttd("compare", "--format=json", before, after).out());

    assertThat(json.get("claims").number()).isZero();
    assertThat(json.get("negligible_ms").decimal()).isEqualTo(9);
    assertThat(byDefault.get("negligible_ms").text())
        .isEqualTo(Double.toString(Comparison.NEGLIGIBLE.toNanos() / 1e6));
    assertThat(below.exitCode()).isEqualTo(2);
    assertThat(below.err()).contains("'p50 > +20 us'").contains("--negligible (50 us)");
    assertThat(rttd("compare", "--fail-if", "p50 > +0 us", before, after).exitCode()).isEqualTo(4);
    assertThat(
            rttd("compare", "--negligible=20us", "--fail-if", "p50 > +20 us", before, after)
                .exitCode())
        .isEqualTo(4);
  }

  @Test
  void shouldExplainItselfWithinEightyColumns() {
    CommandRun help = rttd("compare", "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.outLines()).allMatch(line -> line.length() <= 80);
    assertThat(help.outLines()).contains("            --fail-if is exceeded.");
  }

  @Test
  void shouldRefuseWrongOptionsWithWhatIsAllowed() {
    CommandRun limit = rttd("compare", "--fail-if", "p95 > +1 ms", before, after);
    CommandRun grouping = rttd("compare", "--by", "host", before, after);

    assertThat(limit.exitCode()).isEqualTo(2);
    assertThat(limit.err()).contains("no measure 'p95'").contains("p50, p90, p99, path p50");
    CommandRun negligible = rttd("compare", "--negligible", "50", before, after);
    assertThat(negligible.exitCode()).isEqualTo(2);
    assertThat(negligible.err()).contains("'50' is not a time of 0us to 60s, such as 50us");
    assertThat(grouping.exitCode()).isEqualTo(2);
    assertThat(grouping.err()).contains("[pair, service, all]");
    assertThat(rttd("compare", before).exitCode()).isEqualTo(2);
    assertThat(rttd("compare", before, folder.resolve("none.pcap")).exitCode()).isEqualTo(2);
  }

  @Test
  void shouldFindTheSameInTheJsonOfAnAnalysisAsInItsCapture() throws IOException {
    Path json = folder.resolve("connections.json");
    Files.writeString(
        json,
        rttd("analyze", "--by", "connection", "--sort", "p99", "--format=json", before).out());

    JsonTree ofJson = JsonTree.parse(rttd("compare", "--format=json", json, after).out());
    JsonTree ofCapture = JsonTree.parse(rttd("compare", "--format=json", before, after).out());

    assertThat(ofJson.get("claims").number()).isPositive();
    for (String field : new String[] {"tests", "claims"}) {
      assertThat(ofJson.get(field).number()).isEqualTo(ofCapture.get(field).number());
    }
    for (int i = 0; i < ofCapture.get("groups").elements().size(); i++) {
      JsonTree one = ofJson.get("groups").elements().get(i);
      JsonTree other = ofCapture.get("groups").elements().get(i);
      assertThat(one.get("name").text()).isEqualTo(other.get("name").text());
      for (String measure : new String[] {"p50", "path_p50", "response_p50"}) {
        assertThat(one.get(measure).get("low_ms").text())
            .isEqualTo(other.get(measure).get("low_ms").text());
      }
    }
  }

  @Test
  void shouldSayThatJsonIsOfAPartOfTheConnections() throws IOException {
    Path json = folder.resolve("top.json");
    Files.writeString(
        json, rttd("analyze", "--by", "connection", "--top", "20", "--format=json", before).out());

    CommandRun run = rttd("compare", json, after);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("top.json: --top left out ");
  }

  @Test
  void shouldSayHowToMakeJsonThatCanBeCompared() throws IOException {
    Path json = folder.resolve("pairs.json");
    Files.writeString(json, rttd("analyze", "--format=json", before).out());
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"connections\": [");

    CommandRun run = rttd("compare", json, after);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("pairs.json: has no connections")
        .contains("rttd analyze --by connection --format json");
    assertThat(rttd("compare", broken, after).err()).contains("broken.json: not JSON");
  }

  @Test
  void shouldWriteAPageWithTheDifferencesAndBothCaptures() throws IOException {
    Path page = folder.resolve("page.html");

    CommandRun run = rttd("compare", "--html", page, before, after);

    assertThat(run.exitCode()).isZero();
    String data = Files.readString(page);
    assertThat(data).contains("before: before.pcap", "after: after.pcap");
    assertThat(data).contains("\"figure\":\"path p50\",\"unit\":\"ms\"", "\"significant\":true");
    assertThat(rttd("compare", "--html", before, before, after).exitCode()).isEqualTo(2);
  }

  @Test
  void shouldCompareWhatADamagedCaptureHasAndExitWithOne() throws IOException {
    byte[] whole = Files.readAllBytes(after);
    Path damaged = folder.resolve("damaged.pcap");
    Files.write(damaged, Arrays.copyOf(whole, whole.length - 7));

    CommandRun run = rttd("compare", before, damaged);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("higher");
    assertThat(run.err()).contains("damaged.pcap").contains("at byte");
  }

  /** Connections whose RTTs differ by up to a millisecond. */
  private Path capture(String name, int connections, long rttUs) throws IOException {
    Path file = folder.resolve(name);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    try (CaptureOnDisk disk = new CaptureOnDisk(file)) {
      for (int i = 0; i < connections; i++) {
        long own = rttUs + random.nextInt(1000);
        disk.connection("192.0.2.1", "198.51.100.9", 40_000 + i, 1_000_000L * i, own);
      }
    }
    return file;
  }
}
