package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code packaging/prometheus} against the metrics that there are, and against promtool. */
class AlertRulesTest {
  private static final Path FOLDER = Path.of("..", "packaging", "prometheus");
  private static final String RULES = "rttd.rules.yml";
  private static final String RULES_TEST = "rttd.rules.test.yml";
  private static final Pattern EXPRESSION =
      Pattern.compile("(?m)^( +)expr: (?:[|>]-\\n((?:\\1 +.*\\n)+)|(.*)\\n)");

  private final KnownSeries known = new KnownSeries();

  @Test
  void shouldUseOnlyMetricsAndLabelsThatExist() throws IOException {
    Set<String> used = new HashSet<>();
    for (String expression : expressions()) {
      used.addAll(known.metricsOf(expression));
      known.assertThatLabelsExist(expression);
    }

    assertThat(used)
        .contains(
            "rttd_capture_kernel_drops_total",
            "rttd_tcp_retransmits_total",
            "rttd_tcp_rtt_path_seconds",
            "rttd_tcp_connects_failed_total",
            "rttd_sampling_rate",
            "rttd_dogstatsd_kept",
            "rttd_otlp_kept",
            "rttd_otlp_lost_total",
            "rttd_reload_refused_total");
  }

  @Test
  void shouldTestEachAlert() throws IOException {
    Set<String> alerts = names(RULES, "- alert: (\\w+)");

    assertThat(alerts).hasSizeGreaterThanOrEqualTo(9);
    assertThat(names(RULES_TEST, "alertname: (\\w+)")).isEqualTo(alerts);
  }

  @Test
  void shouldPassPromtool() throws Exception {
    Promtool.check(FOLDER, RULES, RULES_TEST);
  }

  private static List<String> expressions() throws IOException {
    List<String> found =
        EXPRESSION
            .matcher(Files.readString(FOLDER.resolve(RULES)))
            .results()
            .map(match -> match.group(2) == null ? match.group(3) : match.group(2))
            .toList();
    assertThat(found).hasSizeGreaterThanOrEqualTo(8);
    return found;
  }

  private static Set<String> names(String file, String pattern) throws IOException {
    Set<String> names = new HashSet<>();
    Pattern.compile(pattern)
        .matcher(Files.readString(FOLDER.resolve(file)))
        .results()
        .map((MatchResult match) -> match.group(1))
        .forEach(names::add);
    return names;
  }
}
