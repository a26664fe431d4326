package io.rttd.daemon.command;

import io.rttd.config.NamedPipe;
import io.rttd.config.OutputFile;
import io.rttd.config.SameFile;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The files that a command writes: never a file that it also reads, never two results in the same
 * file. Errors name the file.
 */
final class ResultFiles implements AutoCloseable {
  private final CommandLine command;
  private final List<Path> taken;
  private final List<OutputStream> streams = new ArrayList<>();

  /** Creates an empty set; {@code inputs} are the files that the command reads. */
  ResultFiles(CommandLine command, List<Path> inputs) {
    this.command = command;
    this.taken = new ArrayList<>(inputs);
  }

  /**
   * Truncates or creates a file.
   *
   * @param option the option that names it
   */
  OutputStream open(String option, Path path) throws IOException {
    for (Path other : taken) {
      if (SameFile.isSame(other, path)) {
        throw new ParameterException(
            command,
            option
                + " "
                + path
                + " would overwrite a file that is also named elsewhere on the command line");
      }
    }
    Optional<String> link = OutputFile.linkFault(path);
    if (link.isPresent()) {
      throw new ParameterException(command, option + " " + path + " " + link.get());
    }
    taken.add(path);
    OutputStream stream = new BufferedOutputStream(new Named(path, create(path)), 1 << 16);
    streams.add(stream);
    return stream;
  }

  private static OutputStream create(Path path) throws IOException {
    return NamedPipe.isOpenAlready(path)
        ? Files.newOutputStream(path)
        : Files.newOutputStream(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() throws IOException {
    for (OutputStream stream : streams) {
      stream.close();
    }
  }

  /** Prefixes the system's message with the file's name. */
  private static final class Named extends FilterOutputStream {
    private final Path path;

    private Named(Path path, OutputStream out) {
      super(out);
      this.path = path;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new IOException("cannot write to " + path + ": " + e.getMessage(), e);
      }
    }
  }
}
