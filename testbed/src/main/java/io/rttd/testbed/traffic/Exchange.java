package io.rttd.testbed.traffic;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * One request and its response.
 *
 * @param requestBytes length of the request, at least {@link #HEADER_LENGTH}
 * @param responseBytes length of the response, at least 1
 * @param thinkMicros how long the server waits in between, us
 */
public record Exchange(int requestBytes, int responseBytes, int thinkMicros) {
  /** Bytes at the start of each request that describe the exchange. */
  public static final int HEADER_LENGTH = 12;

  private static final int CHUNK_BYTES = 64 * 1024;

  /** Checks the ranges. */
  public Exchange {
    if (requestBytes < HEADER_LENGTH || responseBytes < 1 || thinkMicros < 0) {
      throw new IllegalArgumentException(
          "a request has at least 12 bytes, a response at least one; the response time must not be negative");
    }
  }

  /** Performs the exchange on a connection, and returns once the whole response has arrived. */
  public void perform(Socket connection) throws IOException {
    send(connection);
    receive(connection);
  }

  /** Sends the request. */
  void send(Socket connection) throws IOException {
    OutputStream out = connection.getOutputStream();
    ByteBuffer chunk = ByteBuffer.allocate(Math.min(requestBytes, CHUNK_BYTES));
    chunk.putInt(requestBytes).putInt(responseBytes).putInt(thinkMicros);
    for (int left = requestBytes; left > 0; left -= chunk.capacity()) {
      out.write(chunk.array(), 0, Math.min(left, chunk.capacity()));
    }
  }

  /** Returns once the whole response has arrived. */
  void receive(Socket connection) throws IOException {
    new DataInputStream(connection.getInputStream()).readFully(new byte[responseBytes]);
  }

  /** Decodes the header of a request. */
  static Exchange decode(byte[] header) throws IOException {
    ByteBuffer fields = ByteBuffer.wrap(header);
    try {
      return new Exchange(fields.getInt(), fields.getInt(), fields.getInt());
    } catch (IllegalArgumentException e) {
      throw new IOException("not a request of this lab", e);
    }
  }
}
