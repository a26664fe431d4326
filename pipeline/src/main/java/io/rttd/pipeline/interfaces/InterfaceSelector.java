package io.rttd.pipeline.interfaces;

import io.rttd.capture.CaptureInterfaces;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The value of {@code interface:}, which may select several interfaces, or none yet. Immutable and
 * thread-safe.
 */
public final class InterfaceSelector {
  /** Selects the interfaces that have a default route. */
  public static final String AUTO = "auto";

  private final String text;
  private final boolean isAuto;
  private final Pattern pattern;

  private InterfaceSelector(String text) {
    this.text = text;
    isAuto = text.equals(AUTO);
    boolean wild = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    pattern = wild ? compile(text) : null;
  }

  /** A name, an altname, an address label, a pattern, {@link #AUTO} or {@code any}. */
  public static InterfaceSelector of(String text) {
    return new InterfaceSelector(text);
  }

  /** Whether it selects exactly one capture, whose interface may not exist yet. */
  public boolean isSingle() {
    return !isAuto && pattern == null;
  }

  /**
   * The names of the interfaces that it selects now. A single name is returned even if there is no
   * such interface.
   */
  public List<String> select(InterfaceDirectory directory) {
    if (text.equals(CaptureInterfaces.ANY)) {
      return List.of(text);
    }
    if (isSingle()) {
      return List.of(
          directory
              .find(text)
              .map(NetworkLink::name)
              .orElseGet(() -> InterfaceDirectory.withoutLabel(text)));
    }
    return directory.links().stream()
        .filter(link -> !link.isLoopback())
        .filter(link -> isAuto ? directory.hasDefaultRoute(link) : matches(link))
        .map(NetworkLink::name)
        .toList();
  }

  private boolean matches(NetworkLink link) {
    return link.names().anyMatch(name -> pattern.matcher(name).matches());
  }

  /** Shell pattern: {@code *} matches any characters, {@code ?} exactly one. */
  private static Pattern compile(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString());
  }

  @Override
  public String toString() {
    return text;
  }
}
