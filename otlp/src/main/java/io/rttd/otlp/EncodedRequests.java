package io.rttd.otlp;

import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * Settings of a sender whose requests are already compressed, and which must not retry: {@link
 * Delivery} does both.
 */
record EncodedRequests(HttpSenderConfig original) implements HttpSenderConfig {
  @Override
  public URI getEndpoint() {
    return original.getEndpoint();
  }

  @Override
  public String getContentType() {
    return original.getContentType();
  }

  @Override
  public Compressor getCompressor() {
    return null;
  }

  @Override
  public RetryPolicy getRetryPolicy() {
    return null;
  }

  @Override
  public Supplier<Map<String, List<String>>> getHeadersSupplier() {
    Supplier<Map<String, List<String>>> supplier = original.getHeadersSupplier();
    Compressor compressor = original.getCompressor();
    if (compressor == null) {
      return supplier;
    }
    return () -> {
      Map<String, List<String>> headers = new HashMap<>(supplier.get());
      headers.put("Content-Encoding", List.of(compressor.getEncoding()));
      return headers;
    };
  }

  @Override
  public Duration getTimeout() {
    return original.getTimeout();
  }

  @Override
  public Duration getConnectTimeout() {
    return original.getConnectTimeout();
  }

  @Override
  public ProxyOptions getProxyOptions() {
    return original.getProxyOptions();
  }

  @Override
  public SSLContext getSslContext() {
    return original.getSslContext();
  }

  @Override
  public X509TrustManager getTrustManager() {
    return original.getTrustManager();
  }

  @Override
  public ExecutorService getExecutorService() {
    return original.getExecutorService();
  }

  @Override
  public long getMaxResponseBodySize() {
    return original.getMaxResponseBodySize();
  }

  @Override
  public List<String> getEnabledProtocols() {
    return original.getEnabledProtocols();
  }
}
