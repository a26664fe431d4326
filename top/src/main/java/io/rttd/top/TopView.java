package io.rttd.top;

import io.rttd.reporting.status.Interval;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The interactive view in a terminal. Single-threaded. */
public final class TopView {
  private static final long REFRESH_MS = 500;

  /** A lone Escape has nothing after it; an arrow key's continues immediately. */
  private static final long SEQUENCE_MS = 5;

  private static final int ESCAPE = 27;

  private final TopSource source;
  private final TopModel model = new TopModel();
  private final TopState state;
  private final TopScreen screen;
  private final boolean ascii;
  private final List<Interval> whilePaused = new ArrayList<>();
  private String trouble = "";

  /**
   * Creates a view that shows nothing yet.
   *
   * @param connections whether it starts with the connections' health
   * @param ascii whether the terminal shows only ASCII
   * @param colour whether it shows colours
   */
  public TopView(
      TopSource source,
      TopSort sort,
      String filter,
      boolean connections,
      boolean ascii,
      boolean colour) {
    this.source = source;
    this.state = new TopState(sort, filter, connections);
    this.screen = new TopScreen(ascii, colour, ZoneId.systemDefault());
    this.ascii = ascii;
  }

  /**
   * Takes over the terminal until the user quits.
   *
   * @param out the terminal
   * @throws IOException if there is no terminal, or no data at the start
   */
  public void run(OutputStream out) throws IOException, InterruptedException {
    model.add(source.poll());
    try (Terminal terminal = Terminal.open(out, ascii)) {
      long pollAtNs = System.nanoTime();
      while (!state.isQuit()) {
        long nowNs = System.nanoTime();
        if (nowNs - pollAtNs >= 0) {
          poll();
          pollAtNs = nowNs + REFRESH_MS * 1_000_000;
        }
        draw(terminal);
        takeKeys(terminal, (pollAtNs - System.nanoTime()) / 1_000_000);
      }
    }
  }

  private void poll() {
    try {
      whilePaused.addAll(source.poll());
      trouble = "";
    } catch (IOException e) {
      trouble = e.getMessage();
    }
    if (!state.isPaused()) {
      model.add(whilePaused);
      whilePaused.clear();
    } else if (whilePaused.size() > TopModel.MAX_PAST * TopModel.MAX_PAST) {
      whilePaused.remove(0);
    }
  }

  private void draw(Terminal terminal) throws IOException {
    Terminal.Size size = terminal.size();
    terminal.show(screen.draw(model, state, trouble, size.width(), size.height()));
  }

  private void takeKeys(Terminal terminal, long waitMs) throws InterruptedException {
    int key = terminal.key(waitMs);
    while (key >= 0) {
      int next = key == ESCAPE ? terminal.key(SEQUENCE_MS) : -1;
      if (next == '[' || next == 'O') {
        int arrow = terminal.key(SEQUENCE_MS);
        state.onKey(arrow == 'A' ? 'k' : arrow == 'B' ? 'j' : 0, model.interfaces());
      } else {
        state.onKey(key, model.interfaces());
        if (next >= 0) {
          state.onKey(next, model.interfaces());
        }
      }
      key = state.isQuit() ? -1 : terminal.key(1);
    }
  }
}
