package io.rttd.otlp;

import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A request's body, encoded and compressed: can be sent more than once. */
final class EncodedMessage implements MessageWriter {
  private final byte[] body;

  /** Takes what was written to a buffer. */
  EncodedMessage(ByteArrayOutputStream written) {
    this.body = written.toByteArray();
  }

  @Override
  public void writeMessage(OutputStream out) throws IOException {
    out.write(body);
  }

  @Override
  public int getContentLength() {
    return body.length;
  }
}
