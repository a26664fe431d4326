package io.rttd.testbed.truth;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/** Maps a whole file for reading; it stays mapped until the buffer is garbage. */
final class MappedFile {
  private MappedFile() {}

  static UnsafeBuffer map(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      if (file.size() > Integer.MAX_VALUE) {
        throw new IOException(path + " is longer than 2 GB");
      }
      return new UnsafeBuffer(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()));
    }
  }
}
