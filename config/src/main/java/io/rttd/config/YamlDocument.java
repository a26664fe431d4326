package io.rttd.config;

import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Turns text into YAML's node graph, which knows the line and column of each value.
 *
 * <p>Only the graph is composed: no object is ever constructed from a tag. Length, depth and
 * aliases are bounded, and readers walk the graph along the schema, so neither a cycle nor an alias
 * bomb costs more than its text.
 */
final class YamlDocument {
  /** Longest text that is read, in characters and in bytes. */
  static final int LONGEST_TEXT = 1 << 20;

  private static final int DEEPEST_NESTING = 20;
  private static final int MOST_ALIASES = 50;
  private static final int LONGEST_REASON = 500;

  private YamlDocument() {}

  /** The document's outermost mapping; empty, with an error recorded, if there is none. */
  static Optional<MappingNode> compose(String text, Faults faults) {
    if (text.length() > LONGEST_TEXT) {
      faults.ofFile(tooLong());
      return Optional.empty();
    }
    Node root;
    try {
      root = new Yaml(bounds()).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      faults.at(e.getProblemMark(), "", "", "not valid YAML: " + describe(e));
      return Optional.empty();
    } catch (ReaderException e) {
      atPosition(text, e, faults);
      return Optional.empty();
    } catch (YAMLException e) {
      faults.ofFile("not acceptable YAML: " + Faults.printable(e.getMessage()));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      // The parser accepts any tag; for some, the composer throws this, without a position.
      atTag(text, e, faults);
      return Optional.empty();
    }
    if (root == null) {
      faults.at(1, 1, "", "", "the file is empty; it needs at least `instances`");
    } else if (root instanceof MappingNode mapping) {
      return Optional.of(mapping);
    } else {
      faults.at(
          root, "", "the file is not a mapping; it needs `instances:` and may have `init_config:`");
    }
    return Optional.empty();
  }

  static String tooLong() {
    return "longer than " + LONGEST_TEXT + " bytes, the limit for a configuration";
  }

  private static LoaderOptions bounds() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LONGEST_TEXT);
    options.setNestingDepthLimit(DEEPEST_NESTING);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    return options;
  }

  /** The parser quotes the offending character, which is NUL at the end of the text. */
  private static String describe(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    return Faults.printable(context + e.getProblem(), LONGEST_REASON);
  }

  private static void atTag(String text, IllegalArgumentException e, Faults faults) {
    Optional<Event> tagged = withSpacedTag(text);
    if (tagged.isPresent()) {
      faults.at(
          tagged.get().getStartMark(),
          "",
          "",
          "a tag (after `!`) must not begin or end with a space");
      return;
    }
    faults.ofFile("not acceptable YAML: " + Faults.printable(String.valueOf(e.getMessage())));
  }

  private static Optional<Event> withSpacedTag(String text) {
    try {
      for (Event event : new Yaml(bounds()).parse(new StringReader(text))) {
        String tag = tagOf(event);
        if (!tag.equals(tag.trim())) {
          return Optional.of(event);
        }
      }
    } catch (YAMLException e) {
      // The text after the offending tag may be broken too.
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static String tagOf(Event event) {
    String tag = null;
    if (event instanceof ScalarEvent scalar) {
      tag = scalar.getTag();
    } else if (event instanceof CollectionStartEvent collection) {
      tag = collection.getTag();
    }
    return tag == null ? "" : tag;
  }

  private static void atPosition(String text, ReaderException e, Faults faults) {
    int end =
        text.offsetByCodePoints(
            0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
    String before = text.substring(0, end);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = end - before.lastIndexOf('\n');
    faults.at(
        line,
        column,
        "",
        "",
        String.format("not valid YAML: the character U+%04X is not allowed", e.getCodePoint()));
  }
}
