package io.rttd.analyze.console;

import io.rttd.analyze.text.StatusLine;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The output of a command, passed to it so that only {@code Main} knows the process's own streams.
 * Everything is UTF-8. Not thread-safe, except for {@link #err()}.
 */
public final class Console {
  private final WatchedStream rawOut;
  private final PrintWriter out;
  private final OutputStream rawErr;
  private final PrintWriter err;
  private final boolean colour;
  private final boolean terminal;
  private final Optional<StatusLine> status;

  /**
   * A console over two streams.
   *
   * @param out receives results; buffering is up to its owner
   * @param err receives messages for users, flushed line by line
   * @param colour whether {@code out} is a terminal that shows colours
   */
  public Console(OutputStream out, OutputStream err, boolean colour) {
    this(out, err, colour, false, Optional.empty());
  }

  /**
   * A console over two streams.
   *
   * @param terminal whether {@code out} is a terminal, one that can be drawn on
   * @param status {@code err}, where that is a terminal
   */
  public Console(
      OutputStream out,
      OutputStream err,
      boolean colour,
      boolean terminal,
      Optional<StatusLine> status) {
    this.terminal = terminal;
    this.rawOut = new WatchedStream(out);
    this.out = new PrintWriter(new OutputStreamWriter(rawOut, StandardCharsets.UTF_8), false);
    this.rawErr = err;
    this.err = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    this.colour = colour;
    this.status = status;
  }

  /**
   * The writer for text. It swallows faults, so that {@code rttd … | head} ends quietly; {@link
   * PrintWriter#checkError()} flushes and reports a fault at once, {@link #lostOutput()} at the
   * end.
   */
  public PrintWriter out() {
    return out;
  }

  /** The byte stream under {@link #out()}, for output too large for a writer. */
  public OutputStream rawOut() {
    return rawOut;
  }

  /**
   * Why some of the output was lost, e.g. a full disk; empty if none was. Flushes. A reader that
   * exited does not count.
   */
  public Optional<String> lostOutput() {
    out.flush();
    return rawOut
        .fault()
        .map(fault -> String.valueOf(fault.getMessage()))
        .filter(message -> !message.equals(BrokenPipe.words()));
  }

  /** Whether {@link #out()} is a terminal that can be drawn on. */
  public boolean isTerminal() {
    return terminal;
  }

  /**
   * Number of characters in a line of {@link #out()}.
   *
   * @param least the result without a terminal, or with a narrower one
   */
  public int columns(int least) {
    return terminal ? Math.max(least, TerminalWidth.columns().orElse(least)) : least;
  }

  /** Whether {@link #out()} is a terminal that can and may show colours. */
  public boolean isColourful() {
    return colour;
  }

  /** The writer for errors and remarks. */
  public PrintWriter err() {
    return err;
  }

  /** The byte stream under {@link #err()}. */
  public OutputStream rawErr() {
    return rawErr;
  }

  /** Where to show progress, if standard error is a terminal. */
  public Optional<StatusLine> status() {
    return status;
  }

  /** {@code text} in bold where the terminal can. */
  public String bold(String text) {
    return paint("1", text);
  }

  /** {@code text} dimmed where the terminal can. */
  public String dim(String text) {
    return paint("2", text);
  }

  /** {@code text} in colour where the terminal can. */
  public String cyan(String text) {
    return paint("36", text);
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
