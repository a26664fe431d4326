package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The recording rules of a fleet: they use what exists, drop what grows, and each is tested. */
class FleetRulesTest {
  private static final Path FOLDER = Path.of("..", "packaging", "prometheus");
  private static final String RULES = "rttd.fleet.rules.yml";
  private static final String RULES_TEST = "rttd.fleet.rules.test.yml";
  private static final Pattern RULE =
      Pattern.compile("- record: (\\S+)\\n +expr: (?:>-\\n((?: {10}.*\\n)+)|(.*)\\n)");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

  private final KnownSeries known = new KnownSeries(true);

  private record Rule(String name, String expression) {}

  @Test
  void shouldUseOnlyMetricsAndLabelsThatExist() throws Exception {
    Set<String> used = new HashSet<>();
    for (Rule rule : rules()) {
      used.addAll(known.metricsOf(rule.expression()));
      known.assertThatLabelsExist(rule.expression());
    }

    assertThat(used)
        .contains("rttd_tcp_rtt_path_seconds", "rttd_tcp_rtt_seconds", "rttd_tcp_segments_total");
  }

  /** A series per host and peer is what the rules are to avoid. */
  @Test
  void shouldNameItsLevelAndNeverKeepHostAndPeer() throws Exception {
    for (Rule rule : rules()) {
      Set<String> level = Set.of(rule.name().split(":", -1)[0].split("_", -1));
      Matcher grouping = GROUPING.matcher(rule.expression());
      while (grouping.find()) {
        Set<String> labels = new HashSet<>(List.of(grouping.group(1).split(", ", -1)));
        assertThat(labels).doesNotContain("src", "iface");
        assertThat(labels.containsAll(Set.of("instance", "dst"))).as(rule.name()).isFalse();
        labels.remove("le");
        assertThat(labels).as(rule.name()).isEqualTo(level);
      }
    }
  }

  @Test
  void shouldTestEachRule() throws Exception {
    String tests = Files.readString(FOLDER.resolve(RULES_TEST));

    // Promtool of Prometheus 2 has no notation for native histograms: the live fleet covers them.
    assertThat(rules())
        .filteredOn(rule -> rule.expression().contains("_bucket") || !isHistogram(rule))
        .allSatisfy(rule -> assertThat(tests).contains(rule.name()));
  }

  @Test
  void shouldPassPromtool() throws Exception {
    Promtool.check(FOLDER, RULES, RULES_TEST);
  }

  private static boolean isHistogram(Rule rule) {
    return rule.name().contains("_seconds");
  }

  private static List<Rule> rules() throws Exception {
    List<Rule> rules = new ArrayList<>();
    Matcher matcher = RULE.matcher(Files.readString(FOLDER.resolve(RULES)));
    while (matcher.find()) {
      String expression = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      rules.add(new Rule(matcher.group(1), expression));
    }
    assertThat(rules).hasSizeGreaterThanOrEqualTo(10);
    return rules;
  }
}
