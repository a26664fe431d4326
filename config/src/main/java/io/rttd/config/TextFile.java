package io.rttd.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a text file of bounded size. Stateless. */
final class TextFile {
  private TextFile() {}

  /**
   * Reads the file's text; if that fails, returns empty and records a fault.
   *
   * @param mostBytes a longer file is a fault
   * @param tooLong message of that fault
   */
  static Optional<String> load(Path file, int mostBytes, String tooLong, Faults faults) {
    if (NamedPipe.isAt(file)) {
      faults.ofFile("is a FIFO: reading it would block; name a regular file");
      return Optional.empty();
    }
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        faults.ofFile(tooLong);
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      faults.ofFile("is not UTF-8; save it as UTF-8");
    } catch (NoSuchFileException e) {
      faults.ofFile("no such file");
    } catch (AccessDeniedException e) {
      faults.ofFile("permission denied");
    } catch (IOException e) {
      faults.ofFile("cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }
}
