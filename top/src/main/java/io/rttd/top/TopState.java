package io.rttd.top;

import java.util.List;
import java.util.Optional;

/**
 * The view's settings, changed by keys. Single-threaded.
 *
 * <p>While a filter is being typed, all keys except Enter and Escape belong to it.
 */
final class TopState {
  private static final int ENTER = '\r';
  private static final int LINE_FEED = '\n';
  private static final int ESCAPE = 27;
  private static final int BACKSPACE = 127;
  private static final int CONTROL_H = 8;
  private static final int END_OF_TEXT = 3;
  private static final int LONGEST_FILTER = 100;

  private TopSort sort;
  private String filter;
  private String filterBefore = "";
  private boolean typing;
  private boolean paused;
  private boolean help;
  private boolean quit;
  private boolean connections;
  private int firstRow;
  private Optional<String> iface = Optional.empty();

  TopState(TopSort sort, String filter, boolean connections) {
    this.sort = sort;
    this.filter = filter;
    this.connections = connections;
  }

  /** Handles a key. */
  void onKey(int key, List<String> interfaces) {
    if (typing) {
      onFilterKey(key);
      return;
    }
    switch (key) {
      case 'q', 'Q', END_OF_TEXT -> quit = true;
      case 'p', ' ' -> paused = !paused;
      case 's' -> sort = sort.next();
      case '9' -> sort = TopSort.P99;
      case 't' -> sort = TopSort.TRAFFIC;
      case 'c' -> sort = TopSort.CHANGE;
      case 'i' -> iface = nextOf(interfaces);
      case 'v' -> connections = !connections;
      case 'j' -> firstRow++;
      case 'k' -> firstRow = Math.max(0, firstRow - 1);
      case 'g' -> firstRow = 0;
      case '/' -> {
        typing = true;
        filterBefore = filter;
      }
      case '?', 'h' -> help = !help;
      case ESCAPE -> {
        filter = "";
        help = false;
      }
      default -> {}
    }
  }

  private void onFilterKey(int key) {
    switch (key) {
      case ENTER, LINE_FEED -> typing = false;
      case ESCAPE -> {
        typing = false;
        filter = filterBefore;
      }
      case END_OF_TEXT -> quit = true;
      case BACKSPACE, CONTROL_H ->
          filter = filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1);
      default -> {
        if (key >= ' ' && key < BACKSPACE && filter.length() < LONGEST_FILTER) {
          filter += (char) key;
        }
      }
    }
  }

  private Optional<String> nextOf(List<String> interfaces) {
    int next = iface.map(interfaces::indexOf).orElse(-1) + 1;
    return next < interfaces.size() ? Optional.of(interfaces.get(next)) : Optional.empty();
  }

  /** Returns the first visible row, clamped to the number of rows and the room for them. */
  int firstRow(int rows, int room) {
    firstRow = Math.max(0, Math.min(firstRow, rows - room));
    return firstRow;
  }

  TopSort sort() {
    return sort;
  }

  String filter() {
    return filter;
  }

  boolean isTyping() {
    return typing;
  }

  boolean isPaused() {
    return paused;
  }

  boolean isHelp() {
    return help;
  }

  /** Whether the view shows connections instead of round-trip times. */
  boolean showsConnections() {
    return connections;
  }

  boolean isQuit() {
    return quit;
  }

  Optional<String> iface() {
    return iface;
  }
}
