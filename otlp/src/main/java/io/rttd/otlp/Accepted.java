package io.rttd.otlp;

import io.opentelemetry.sdk.common.export.HttpResponse;

/** The response to a request that is in the queue. */
enum Accepted implements HttpResponse {
  RESPONSE;

  private static final byte[] NOTHING = {};

  @Override
  public int getStatusCode() {
    return 200;
  }

  @Override
  public String getStatusMessage() {
    return "";
  }

  @Override
  public byte[] getResponseBody() {
    return NOTHING;
  }
}
