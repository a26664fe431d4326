package io.rttd.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where and how OTLP metrics are sent.
 *
 * @param endpoint the URL that receives metrics, with its path
 * @param headers added to each request, by lower-case name; may contain credentials
 * @param temporality what sums and histograms cover
 * @param gzip whether requests are compressed
 * @param timeout for one request
 * @param certificate trusted certificates (PEM), instead of Java's
 * @param clientKey private key of this client (PEM); with {@code clientCertificate} or not at all
 * @param clientCertificate this client's certificates (PEM)
 * @param resource attributes of the resource, which replace rttd's own
 */
public record OtlpConfig(
    URI endpoint,
    Map<String, String> headers,
    Temporality temporality,
    boolean gzip,
    Duration timeout,
    Optional<Path> certificate,
    Optional<Path> clientKey,
    Optional<Path> clientCertificate,
    Map<String, String> resource) {

  /** What sums and histograms cover. */
  public enum Temporality {
    /** Everything since the start: what most receivers expect, and what the SDKs send. */
    CUMULATIVE,
    /** One interval. */
    DELTA
  }

  /** Copies the mappings, in their order. */
  public OtlpConfig {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    resource = Collections.unmodifiableMap(new LinkedHashMap<>(resource));
  }

  /** Does not contain the headers' values. */
  @Override
  public String toString() {
    return "OtlpConfig[" + endpoint + ", headers " + headers.keySet() + "]";
  }
}
