package io.rttd.reporting.dogstatsd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reconciles the configured tags with those that the client adds itself.
 *
 * <p>The client puts {@code env}, {@code service} and {@code version} on every line if DD_ENV,
 * DD_SERVICE and DD_VERSION are set, unchanged, regardless of the configuration. So a tag that both
 * would send is left to the client, and one that only the client would send is removed from its
 * datagrams.
 */
final class EnvironmentTags {
  private final List<String> forClient;
  private final List<String> unwanted;

  /**
   * Compares the two.
   *
   * @param wanted the process's tags, clean
   * @param environment of the process
   */
  EnvironmentTags(List<String> wanted, Map<String, String> environment) {
    List<String> added =
        Stream.of("DD_SERVICE", "DD_ENV", "DD_VERSION")
            .filter(name -> !environment.getOrDefault(name, "").isBlank())
            .map(name -> name.substring(3).toLowerCase(Locale.ROOT) + ":" + environment.get(name))
            .toList();
    forClient = wanted.stream().filter(tag -> !added.contains(tag)).toList();
    unwanted = new ArrayList<>(added);
    unwanted.removeAll(wanted);
  }

  /** The tags to pass to the client. */
  List<String> forClient() {
    return forClient;
  }

  /** Removes the unwanted tags from a datagram. */
  UnaryOperator<ByteBuffer> rewrite() {
    if (unwanted.isEmpty()) {
      return datagram -> datagram;
    }
    String any = unwanted.stream().map(Pattern::quote).collect(Collectors.joining("|", "(", ")"));
    Pattern tag = Pattern.compile("(?<=\\|#|,)" + any + "(,|(?=[|\\n])|$)");
    Pattern comma = Pattern.compile(",(?=[|\\n]|$)");
    Pattern empty = Pattern.compile("\\|#(?=[|\\n]|$)");
    return datagram -> {
      String text = StandardCharsets.UTF_8.decode(datagram.duplicate()).toString();
      String without = tag.matcher(text).replaceAll("");
      String rewritten = empty.matcher(comma.matcher(without).replaceAll("")).replaceAll("");
      return ByteBuffer.wrap(rewritten.getBytes(StandardCharsets.UTF_8));
    };
  }
}
