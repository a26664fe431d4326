package io.rttd.top;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The terminal in raw mode, on the alternate screen: keys arrive one by one. However the process
 * ends, short of SIGKILL, a shutdown hook restores the terminal.
 *
 * <p>It needs only a screen, its size and single keys, which stty(1) provides on any terminal; a
 * terminal library would add native code for every platform.
 */
final class Terminal implements AutoCloseable {
  private static final File TTY = new File("/dev/tty");
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_TO_LINE_END = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final OutputStream out;
  private final Charset charset;
  private final InputStream keys;
  private final String settings;
  private final BlockingQueue<Integer> pressed = new LinkedBlockingQueue<>();
  private final Thread hook = new Thread(this::restore, "restore-terminal");
  private boolean restored;
  private Size size;

  /** Size in characters and lines. */
  record Size(int width, int height) {}

  private Terminal(OutputStream out, Charset charset, InputStream keys, String settings) {
    this.out = out;
    this.charset = charset;
    this.keys = keys;
    this.settings = settings;
  }

  /**
   * Takes over the terminal.
   *
   * @param out the screen, unbuffered; the caller does not flush it
   * @throws IOException if there is none, or stty is missing
   */
  static Terminal open(OutputStream out, boolean ascii) throws IOException {
    String settings = stty("-g");
    InputStream keys = new FileInputStream(TTY);
    Terminal terminal =
        new Terminal(
            out, ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8, keys, settings);
    Runtime.getRuntime().addShutdownHook(terminal.hook);
    // Ctrl-C remains a signal; Ctrl-Z would leave a screen that is not redrawn.
    stty("-icanon", "-echo", "-ixon", "susp", "undef", "min", "1", "time", "0");
    terminal.size = askSize();
    terminal.write(ENTER);
    Thread reader = new Thread(terminal::readKeys, "rttd-top-keys");
    reader.setDaemon(true);
    reader.start();
    return terminal;
  }

  /** The next key, or -1 if none arrives in time. */
  int key(long timeoutMs) throws InterruptedException {
    Integer key = pressed.poll(Math.max(1, timeoutMs), TimeUnit.MILLISECONDS);
    return key == null ? -1 : key;
  }

  /** Its current size. */
  Size size() throws IOException {
    size = askSize();
    return size;
  }

  /** Shows these lines, and nothing else. */
  void show(List<String> lines) throws IOException {
    StringBuilder frame = new StringBuilder(HOME);
    for (int i = 0; i < lines.size(); i++) {
      frame.append(lines.get(i)).append(CLEAR_TO_LINE_END);
      frame.append(i < lines.size() - 1 ? "\r\n" : CLEAR_BELOW);
    }
    write(frame.toString());
  }

  private synchronized void write(String text) throws IOException {
    if (!restored) {
      out.write(text.getBytes(charset));
      out.flush();
    }
  }

  private void readKeys() {
    try {
      for (int key = keys.read(); key >= 0; key = keys.read()) {
        pressed.add(key);
      }
    } catch (IOException e) {
      // The terminal was closed: there will be no more keys.
    }
  }

  /** Restores the terminal. */
  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends, and the hook found nothing to do.
    }
  }

  private synchronized void restore() {
    if (restored) {
      return;
    }
    try {
      write(LEAVE);
      stty(settings);
    } catch (IOException e) {
      // The terminal is gone.
    }
    restored = true;
  }

  private static Size askSize() throws IOException {
    String[] numbers = stty("size").split(" ", -1);
    try {
      int height = Integer.parseInt(numbers[0]);
      int width = Integer.parseInt(numbers[1]);
      // A serial line reports 0 0.
      return height > 0 && width > 0 ? new Size(width, height) : new Size(80, 24);
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      return new Size(80, 24);
    }
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectInput(TTY).redirectError(Redirect.DISCARD).start();
    try {
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (process.waitFor() != 0) {
        throw new IOException("not a terminal");
      }
      return answer.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
