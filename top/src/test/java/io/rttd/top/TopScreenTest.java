package io.rttd.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.analyze.text.Sparkline;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.reporting.status.ConnectionRow;
import io.rttd.reporting.status.Interval;
import io.rttd.reporting.status.PairRow;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopScreenTest {
  private static final String V6 = "2001:db8:1234:5678:9abc:def0:1234:5678";

  private static final ConnectionRow HEALTH =
      new ConnectionRow(2000, 10, 3, 4, 250, 60, 7, 8, 9, 0.5f, 12.25f, 1234.5f);

  private final TopModel model = new TopModel();
  private final TopState state = new TopState(TopSort.P99, "", false);
  private long number;
  private long notLocal;
  private String diagnosis = "";
  private double samplingRate = 1;

  @ParameterizedTest
  @CsvSource({"80,24", "200,50", "120,10", "40,5", "20,3", "10,2", "1,1"})
  void shouldFitWhateverTheSizeIs(int width, int height) {
    for (int i = 0; i < 70; i++) {
      report(pair("10.0.0.1", V6, 7, 3.5), pair(V6, "a-very-long-name.".repeat(9), 1, 99));
    }
    List<String> lines = plain(false).draw(model, state, "", width, height);

    assertThat(lines).hasSize(height).allMatch(line -> line.length() <= width);
  }

  @Test
  void shouldShowPairsWithTheirPast() {
    report(pair("10.0.0.1", "db", 100, 1));
    report(pair("10.0.0.1", "db", 100, 1), pair("10.0.0.1", "web", 900, 4));
    report(pair("10.0.0.1", "db", 100, 1), pair("10.0.0.1", "web", 900, 4));
    report(pair("10.0.0.1", "db", 100, 16), pair("10.0.0.1", "web", 900, 4));

    List<String> lines = plain(false).draw(model, state, "", 80, 12);
    assertThat(lines.get(0)).isEqualTo("rttd top  eth0  sort p99  00:00:04");
    assertThat(lines.get(1)).isEqualTo("packets/s 500  dropped 2  flows 7  pairs 2  samples 1000");
    assertThat(lines.get(2)).isEqualTo("verdicts  exact 90.0%  retransmitted 10.0%");
    assertThat(lines.get(4)).startsWith("dst ").contains("change");
    assertThat(lines.get(5)).startsWith("db ").contains(" 16.00 ", "x16.0").endsWith("▁▁▁█");
    assertThat(lines.get(6)).startsWith("web ").endsWith(" ▁▁▁");
  }

  @Test
  void shouldShowTheHealthOfConnectionsInsteadOfTimes() {
    report(pair("10.0.0.1", "db", 100, 1));
    keys("v");

    List<String> lines = plain(false).draw(model, state, "", 140, 12);
    assertThat(lines.get(4)).contains(ConnectionRow.HEADINGS).doesNotContain("samples");
    assertThat(lines.get(5).strip().split(" +"))
        .containsExactly(
            "db", "12.250", "1235", "2000", "0.50", "3", "4", "250", "60", "7", "8", "9", "0.500");
    keys("v");
    assertThat(plain(false).draw(model, state, "", 120, 12).get(4)).contains("samples");
  }

  @ParameterizedTest
  @CsvSource({"80,24", "200,50", "40,5", "20,3", "1,1"})
  void shouldFitTheHealthOfConnectionsWhateverTheSizeIs(int width, int height) {
    report(pair("10.0.0.1", V6, 7, 3.5), pair(V6, "a-very-long-name.".repeat(9), 1, 99));
    keys("v");
    List<String> lines = plain(false).draw(model, state, "", width, height);

    assertThat(lines).hasSize(height).allMatch(line -> line.length() <= width);
  }

  @Test
  void shouldSayThatNotAllIsMeasured() {
    report(pair("10.0.0.1", "db", 100, 1));
    assertThat(plain(false).draw(model, state, "", 80, 12).get(1)).doesNotContain("measured");

    samplingRate = 0.125;
    report(pair("10.0.0.1", "db", 100, 1));
    assertThat(plain(false).draw(model, state, "", 80, 12).get(1)).endsWith("  measured 12.5 %");
  }

  @Test
  void shouldSortFilterAndChooseAsKeysSay() {
    report(pair("a", "slow", 1, 50), pair("a", "busy", 500, 2), pair("b", "else", 3, 1));

    assertThat(destinations()).containsExactly("slow", "busy", "else");
    keys("s");
    assertThat(destinations()).containsExactly("busy", "else", "slow");
    keys("/LS");
    assertThat(state.isTyping()).isTrue();
    keys("\r");
    assertThat(destinations()).containsExactly("else");
    keys("/x\u001b");
    assertThat(state.filter()).as("left as it was").isEqualTo("LS");
    keys("\u001bpi");
    assertThat(state.isPaused()).isTrue();
    assertThat(state.iface()).contains("eth0");
    keys("i");
    assertThat(state.iface()).isEmpty();
    keys("q");
    assertThat(state.isQuit()).isTrue();
  }

  @Test
  void shouldNotScrollBeyondTheEnd() {
    keys("jjjjjj");
    assertThat(state.firstRow(5, 3)).isEqualTo(2);
    keys("kkkk");
    assertThat(state.firstRow(5, 3)).isZero();
  }

  @Test
  void shouldWriteNothingThatThisTerminalDoesNotKnow() {
    report(pair("a", "na\u001b[2Jme", 1, 5), pair("a", "größe", 1, 1), pair("a", V6, 1, 1));
    String ascii = String.join("\n", plain(true).draw(model, state, "tröuble", 80, 24));
    assertThat(ascii).matches("[\n -~]*").contains("na?[2Jme", "gr??e", "tr?uble");

    TopScreen colourful = new TopScreen(false, true, ZoneOffset.UTC);
    assertThat(String.join("\n", colourful.draw(model, state, "", 80, 24)))
        .contains("\u001b[7m", "größe")
        .doesNotContain("\u001b[2J");
  }

  @Test
  void shouldDrawLatenciesByTheirFactors() {
    double gap = Double.NaN;
    assertThat(Sparkline.draw(new double[] {1, 10, 100, 1000}, 6, false)).isEqualTo("  ▁▃▆█");
    assertThat(Sparkline.draw(new double[] {9, 5, gap, 5}, 3, true)).isEqualTo("_ _");
    assertThat(Sparkline.draw(new double[] {}, 2, true)).isEqualTo("  ");
  }

  @Test
  void shouldWriteShortNumbers() {
    assertThat(List.of(0.0123, 9.9999, 12.345, 123.45, 12_345.6).stream().map(TopColumns::ms))
        .containsExactly("0.012", "10.000", "12.35", "123.5", "12346");
    assertThat(TopColumns.ms(Double.NaN)).isEqualTo("-");
    assertThat(TopColumns.change(2)).isEqualTo("x2.0");
    assertThat(TopColumns.change(0.25)).isEqualTo("/4.0");
    assertThat(TopColumns.count(123_456)).isEqualTo("123k");
    assertThat(TopColumns.count(12_345_678)).isEqualTo("12.3M");
  }

  private static TopScreen plain(boolean ascii) {
    return new TopScreen(ascii, false, ZoneOffset.UTC);
  }

  @Test
  void shouldShowCountersWhoseRiseAsksForSomething() {
    notLocal = 125;
    report(pair("a", "b", 1, 1));

    assertThat(plain(false).draw(model, state, "", 100, 10).get(1))
        .contains("dropped 2")
        .endsWith("no local end 125");
  }

  @Test
  void shouldSayWhyThereIsNothingToShow() {
    diagnosis = "no RTT sample: 125 of 125 TCP segments have no local end; set mode: tap";
    report();

    List<String> lines = plain(false).draw(model, state, "", 40, 12);
    assertThat(lines).hasSize(12).allMatch(line -> line.length() <= 40);
    assertThat(String.join(" ", lines).replaceAll(" +", " ")).contains("eth0: " + diagnosis);
  }

  private List<String> destinations() {
    return model.rows(state.iface(), state.filter(), state.sort()).stream()
        .map(row -> row.now().dst())
        .toList();
  }

  private void keys(String keys) {
    keys.chars().forEach(key -> state.onKey(key, model.interfaces()));
  }

  private void report(PairRow... pairs) {
    number++;
    long samples = 0;
    for (PairRow pair : pairs) {
      samples += pair.samples();
    }
    model.add(
        List.of(
            new Interval(
                number,
                "eth0",
                (number - 1) * 1_000_000_000L,
                number * 1_000_000_000L,
                CaptureCounts.NONE
                    .with(CaptureCounter.PACKETS, 500)
                    .with(CaptureCounter.KERNEL_DROPS, 2)
                    .with(CaptureCounter.NOT_LOCAL, notLocal),
                samplingRate,
                7,
                samples,
                pairs.length,
                diagnosis,
                Map.of("exact", 9L, "retransmitted", 1L),
                new ArrayList<>(List.of(pairs)))));
  }

  private static PairRow pair(String src, String dst, long samples, double ms) {
    return new PairRow(src, dst, "", samples, 0, ms, ms, ms, ms, ms, HEALTH);
  }
}
