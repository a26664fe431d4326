package io.rttd.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The environment variables that Datadog's clients share. A configuration file takes precedence
 * over them; an empty variable counts as absent.
 */
final class DatadogEnvironment {
  private static final String URL = "DD_DOGSTATSD_URL";
  private static final String HOST = "DD_AGENT_HOST";
  private static final String PORT = "DD_DOGSTATSD_PORT";
  private static final String TAGS = "DD_TAGS";

  private final Map<String, String> variables;
  private final Faults faults;

  DatadogEnvironment(Map<String, String> variables, Faults faults) {
    this.variables = variables;
    this.faults = faults;
  }

  /** Where DogStatsD listens: by URL, else by host and port, else on this host. */
  Endpoint dogStatsd() {
    Optional<Endpoint> url = read(URL, Endpoint::url);
    if (url.isPresent()) {
      return url.get();
    }
    return new Endpoint(
        "udp",
        read(HOST, ValueSyntax::host).orElse(Endpoint.LOOPBACK),
        read(PORT, ValueSyntax.whole(1, 65535)).orElse((long) Endpoint.DOGSTATSD_PORT).intValue());
  }

  /**
   * The configured tags and those of the environment. A configured tag replaces one of the
   * environment with the same key; DD_ENV, DD_SERVICE and DD_VERSION replace tags of DD_TAGS.
   */
  List<String> tags(List<String> configured) {
    List<String> tags = new ArrayList<>(configured);
    List<String> unified = new ArrayList<>();
    addUnified(unified, "DD_ENV", "env");
    addUnified(unified, "DD_SERVICE", "service");
    addUnified(unified, "DD_VERSION", "version");
    addMissing(tags, unified);
    List<String> free = new ArrayList<>();
    for (String tag : variables.getOrDefault(TAGS, "").split("[,\\s]+", -1)) {
      if (!tag.isEmpty()) {
        check(TAGS, tag, ValueSyntax::tag).ifPresent(free::add);
      }
    }
    addMissing(tags, free);
    return tags;
  }

  private void addUnified(List<String> tags, String variable, String key) {
    read(variable, value -> ValueSyntax.tag(key + ":" + value)).ifPresent(tags::add);
  }

  /**
   * Adds the tags whose keys do not occur in an earlier source; a single source may repeat a key.
   */
  private static void addMissing(List<String> tags, List<String> more) {
    Set<String> taken = new HashSet<>();
    tags.forEach(tag -> taken.add(keyOf(tag)));
    more.stream().filter(tag -> !taken.contains(keyOf(tag))).forEach(tags::add);
  }

  private static String keyOf(String tag) {
    int colon = tag.indexOf(':');
    return colon < 0 ? tag : tag.substring(0, colon);
  }

  private <T> Optional<T> read(String variable, ValueSyntax<T> syntax) {
    String value = variables.getOrDefault(variable, "").strip();
    return value.isEmpty() ? Optional.empty() : check(variable, value, syntax);
  }

  private <T> Optional<T> check(String variable, String value, ValueSyntax<T> syntax) {
    try {
      return Optional.of(syntax.read(value));
    } catch (IllegalArgumentException e) {
      faults.ofEnvironment(variable, value, e.getMessage());
      return Optional.empty();
    }
  }
}
