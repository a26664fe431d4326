package io.rttd.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the keys of OTLP, and the environment for what they leave open. */
final class OtlpSection {
  private static final String ENDPOINT = "otlp_endpoint";
  private static final String HEADERS = "otlp_headers";

  private final SectionReader section;
  private final OtelEnvironment environment;

  OtlpSection(SectionReader section, OtelEnvironment environment) {
    this.section = section;
    this.environment = environment;
  }

  /** Where metrics go; empty without an endpoint, or if it is {@code off}. */
  Optional<OtlpConfig> read() {
    Map<String, String> headers = headers();
    Optional<URI> endpoint =
        section.read(ENDPOINT, OtlpSection::urlOrOff).orElseGet(this::endpointOfEnvironment);
    return endpoint.map(url -> config(url, headers));
  }

  private static Optional<URI> urlOrOff(String text) {
    return InitSection.isOff(text) ? Optional.empty() : Optional.of(OtlpSyntax.baseUrl(text));
  }

  private Optional<URI> endpointOfEnvironment() {
    return section.has(ENDPOINT) ? Optional.empty() : environment.endpoint();
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (section.has(HEADERS)) {
      if (section.isMapping(HEADERS)) {
        section.readEntries(
            HEADERS,
            key -> {
              String name = OtlpSyntax.headerName(key);
              return value -> {
                String checked = OtlpSyntax.headerValue(value);
                headers.put(name, checked);
                return checked;
              };
            });
      } else {
        section.fault(HEADERS, "is not a mapping");
      }
    }
    return headers;
  }

  private OtlpConfig config(URI endpoint, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(environment.headers());
    all.putAll(headers);
    Optional<Path> key = environment.clientKey();
    Optional<Path> certificate = environment.clientCertificate();
    boolean both = key.isPresent() && certificate.isPresent();
    return new OtlpConfig(
        endpoint,
        all,
        environment.temporality(),
        environment.gzip(),
        environment.timeout(),
        environment.certificate(),
        both ? key : Optional.empty(),
        both ? certificate : Optional.empty(),
        environment.resource());
  }
}
