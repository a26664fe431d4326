package io.rttd.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** The syntax of OTLP's settings. Each method throws {@link IllegalArgumentException}. */
final class OtlpSyntax {
  /** Shown instead of values that may be credentials. */
  static final String HIDDEN = "(hidden)";

  private static final String PATH = "/v1/metrics";
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  /** Set by the client itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  private OtlpSyntax() {}

  /** A URL that receives metrics, used as it is. */
  static URI url(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not a URL", e);
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("does not start with http:// or https://");
    }
    if (url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
      throw new IllegalArgumentException("does not name a host, or a port from 1 to 65535");
    }
    if (url.getUserInfo() != null || url.getFragment() != null) {
      throw new IllegalArgumentException(
          "contains a user or a fragment; credentials go into otlp_headers");
    }
    return url;
  }

  /** The URL of a receiver of all signals; metrics go to {@code /v1/metrics} below it. */
  static URI baseUrl(String text) {
    URI base = url(text);
    String path = base.getRawPath().replaceFirst("/+$", "");
    String metrics = path.endsWith(PATH) ? path : path + PATH;
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + metrics + query);
  }

  /** The name of a header (RFC 9110 5.1), in lower case. */
  static String headerName(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (!text.matches(TOKEN)) {
      throw new IllegalArgumentException("has a name that is not that of an HTTP header");
    }
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException("has the header " + name + ", which rttd sets itself");
    }
    return name;
  }

  /** The value of a header (RFC 9110 5.5), ASCII only. */
  static String headerValue(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("has a value with control or non-ASCII characters");
    }
    return text;
  }
}
