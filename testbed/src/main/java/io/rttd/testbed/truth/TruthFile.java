package io.rttd.testbed.truth;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads a truth file: records by number, from 0. A truncated last record does not count. */
public final class TruthFile {
  private final UnsafeBuffer buffer;
  private final int count;

  /**
   * Maps the file.
   *
   * @throws IOException if it cannot be read or is not a truth file
   */
  public TruthFile(Path path) throws IOException {
    buffer = MappedFile.map(path);
    boolean known =
        buffer.capacity() >= TruthRecord.FILE_HEADER_LENGTH
            && buffer.getLong(0, ByteOrder.LITTLE_ENDIAN) == TruthRecord.MAGIC
            && buffer.getInt(Long.BYTES, ByteOrder.LITTLE_ENDIAN) == TruthRecord.LENGTH;
    if (!known) {
      throw new IOException(path + " is not a truth file of this version");
    }
    count = (buffer.capacity() - TruthRecord.FILE_HEADER_LENGTH) / TruthRecord.LENGTH;
  }

  /** Number of records. */
  public int count() {
    return count;
  }

  /** Where a record begins in {@link #buffer()}. */
  public int offset(int record) {
    return TruthRecord.FILE_HEADER_LENGTH + record * TruthRecord.LENGTH;
  }

  /** The buffer that the static methods of {@link TruthRecord} read from. */
  public DirectBuffer buffer() {
    return buffer;
  }
}
