package io.rttd.perf.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** libpcap's own loop over a file, with a handler that does nothing: the cost of reading alone. */
final class EmptyLoop {
  private static final String SOURCE =
      """
      #include <pcap/pcap.h>
      #include <stdio.h>

      static void nothing(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
        ++*(unsigned long *)user;
      }

      int main(int argc, char **argv) {
        char error[PCAP_ERRBUF_SIZE];
        unsigned long packets = 0;
        pcap_t *capture = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;
        if (capture == NULL || pcap_loop(capture, -1, nothing, (u_char *)&packets) != 0) {
          return 1;
        }
        printf("%lu\\n", packets);
        return 0;
      }
      """;

  private EmptyLoop() {}

  /** Compiles it; empty if gcc or libpcap's headers are missing. */
  static Optional<Path> compile(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("loop.c"), SOURCE);
    Path program = folder.resolve("loop");
    try {
      Process gcc =
          new ProcessBuilder(
                  List.of("gcc", "-O2", "-o", program.toString(), source.toString(), "-lpcap"))
              .redirectErrorStream(true)
              .start();
      String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (gcc.waitFor() == 0) {
        return Optional.of(program);
      }
      System.err.println("without libpcap's loop, which gcc cannot compile here: " + said.strip());
    } catch (IOException e) {
      System.err.println("without libpcap's loop: there is no gcc");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
