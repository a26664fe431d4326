package io.rttd.config;

import io.rttd.config.OtlpConfig.Temporality;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The environment variables that OpenTelemetry's SDKs share. A configuration file takes precedence
 * over them; an empty variable counts as absent.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">the exporter's
 *     variables</a>
 */
final class OtelEnvironment {
  private static final String ANY = "OTEL_EXPORTER_OTLP_";
  private static final String METRICS = "OTEL_EXPORTER_OTLP_METRICS_";
  private static final long MOST_TIMEOUT_MS = 600_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, String> variables;
  private final Faults faults;

  OtelEnvironment(Map<String, String> variables, Faults faults) {
    this.variables = variables;
    this.faults = faults;
  }

  /** Where metrics go; empty if the environment names no receiver, or disables metrics. */
  Optional<URI> endpoint() {
    boolean disabled =
        value("OTEL_SDK_DISABLED").orElse("").equalsIgnoreCase("true")
            || value("OTEL_METRICS_EXPORTER").filter(text -> !names(text, "otlp")).isPresent();
    if (disabled || value(METRICS + "ENDPOINT").or(() -> value(ANY + "ENDPOINT")).isEmpty()) {
      return Optional.empty();
    }
    option("PROTOCOL", OtelEnvironment::protocol);
    return read(METRICS + "ENDPOINT", OtlpSyntax::url)
        .or(() -> read(ANY + "ENDPOINT", OtlpSyntax::baseUrl));
  }

  private static boolean names(String list, String word) {
    return List.of(list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)).contains(word);
  }

  Map<String, String> headers() {
    return option("HEADERS", text -> pairs(text, OtlpSyntax::headerName, OtlpSyntax::headerValue))
        .orElse(Map.of());
  }

  boolean gzip() {
    return option("COMPRESSION", OtelEnvironment::compression).orElse(true);
  }

  Duration timeout() {
    return option("TIMEOUT", ValueSyntax.whole(1, MOST_TIMEOUT_MS))
        .map(Duration::ofMillis)
        .orElse(TIMEOUT);
  }

  Optional<Path> certificate() {
    return option("CERTIFICATE", ValueSyntax::path);
  }

  Optional<Path> clientKey() {
    return option("CLIENT_KEY", ValueSyntax::path);
  }

  Optional<Path> clientCertificate() {
    return option("CLIENT_CERTIFICATE", ValueSyntax::path);
  }

  Temporality temporality() {
    return read(METRICS + "TEMPORALITY_PREFERENCE", OtelEnvironment::temporality)
        .orElse(Temporality.CUMULATIVE);
  }

  /** Attributes of the resource; OTEL_SERVICE_NAME takes precedence over an attribute. */
  Map<String, String> resource() {
    Map<String, String> attributes =
        new LinkedHashMap<>(
            read("OTEL_RESOURCE_ATTRIBUTES", text -> pairs(text, name -> name, value -> value))
                .orElse(Map.of()));
    value("OTEL_SERVICE_NAME").ifPresent(name -> attributes.put("service.name", name));
    return attributes;
  }

  /** Parses {@code name=value,name=value}; values are percent-encoded. */
  private static Map<String, String> pairs(
      String text, ValueSyntax<String> nameSyntax, ValueSyntax<String> valueSyntax) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("is not a list of name=value, separated by commas");
      }
      String encoded = pair.substring(equals + 1).strip().replace("+", "%2B");
      pairs.put(
          nameSyntax.read(pair.substring(0, equals).strip()),
          valueSyntax.read(URLDecoder.decode(encoded, StandardCharsets.UTF_8)));
    }
    return pairs;
  }

  private static String protocol(String text) {
    if (!text.equals("http/protobuf")) {
      throw new IllegalArgumentException(
          "is not supported; rttd sends http/protobuf, usually to port 4318: set the variables"
              + " OTEL_EXPORTER_OTLP_METRICS_PROTOCOL and _ENDPOINT, or otlp_endpoint in"
              + " init_config");
    }
    return text;
  }

  private static Boolean compression(String text) {
    return switch (text) {
      case "gzip" -> true;
      case "none" -> false;
      default -> throw new IllegalArgumentException("is neither gzip nor none");
    };
  }

  private static Temporality temporality(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "cumulative" -> Temporality.CUMULATIVE;
      // They differ only for instruments that rttd does not have.
      case "delta", "lowmemory" -> Temporality.DELTA;
      default -> throw new IllegalArgumentException("is not cumulative, delta or lowmemory");
    };
  }

  /** The variable for metrics, or else that for all signals. */
  private <T> Optional<T> option(String name, ValueSyntax<T> syntax) {
    return read(value(METRICS + name).isPresent() ? METRICS + name : ANY + name, syntax);
  }

  private Optional<String> value(String variable) {
    return Optional.of(variables.getOrDefault(variable, "").strip())
        .filter(text -> !text.isEmpty());
  }

  private <T> Optional<T> read(String variable, ValueSyntax<T> syntax) {
    Optional<String> value = value(variable);
    try {
      return value.map(syntax::read);
    } catch (IllegalArgumentException e) {
      String shown = variable.endsWith("HEADERS") ? OtlpSyntax.HIDDEN : value.orElseThrow();
      faults.ofEnvironment(variable, shown, e.getMessage());
      return Optional.empty();
    }
  }
}
