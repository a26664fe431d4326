package io.rttd.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads one mapping of the file against the table of keys. Records an error and continues with the
 * fallback. A key without a value ({@code snaplen:}) counts as absent.
 */
final class SectionReader {
  private final ConfigSection section;
  private final String path;
  private final Node place;
  private final Faults faults;
  private final Map<String, Node> values = new HashMap<>();

  /**
   * @param path prefix of this section's keys in faults, empty or ending in a dot
   */
  SectionReader(ConfigSection section, String path, MappingNode mapping, Faults faults) {
    this.section = section;
    this.path = path;
    this.place = mapping;
    this.faults = faults;
    entries(path, mapping, faults).forEach(this::admit);
  }

  /** Whether the key is there and has a value. */
  boolean has(String name) {
    return value(name).isPresent();
  }

  /** The value as written, or the fallback if the key is absent or invalid. */
  <T> T read(String name, ValueSyntax<? extends T> syntax, T fallback) {
    return this.<T>read(name, syntax).orElse(fallback);
  }

  /** The value as written; empty if the key is absent or invalid. */
  <T> Optional<T> read(String name, ValueSyntax<? extends T> syntax) {
    return value(name).flatMap(node -> scalar(name, path + name, node, syntax));
  }

  /** The valid elements of a list; empty if the key is absent. */
  <T> Optional<List<T>> readList(String name, ValueSyntax<T> syntax) {
    return value(name).map(node -> elements(name, path + name, node, syntax));
  }

  /** As {@link #readList}; a duplicate element is an error. */
  <T> Optional<List<T>> readDistinct(String name, ValueSyntax<T> syntax) {
    List<T> seen = new ArrayList<>();
    return readList(
        name,
        text -> {
          T element = syntax.read(text);
          if (seen.contains(element)) {
            throw new IllegalArgumentException("appears twice");
          }
          seen.add(element);
          return element;
        });
  }

  /** Reads a mapping of names to lists. */
  <T> void readLists(
      String name,
      ValueSyntax<String> keySyntax,
      ValueSyntax<T> syntax,
      BiConsumer<String, List<T>> each) {
    Optional<Node> value = value(name);
    if (value.isEmpty()) {
      return;
    }
    if (!(value.get() instanceof MappingNode mapping)) {
      fault(name, "is not a mapping");
      return;
    }
    String prefix = path + name + ".";
    entries(prefix, mapping, faults)
        .forEach(
            (key, node) ->
                scalar(name, prefix + key.getValue(), key, keySyntax)
                    .ifPresent(
                        word -> each.accept(word, elements(name, prefix + word, node, syntax))));
  }

  /** Whether a key's value is a mapping. */
  boolean isMapping(String name) {
    return value(name).filter(MappingNode.class::isInstance).isPresent();
  }

  /**
   * Reads a mapping of names to single values.
   *
   * @param syntaxOf the syntax of a name's value
   */
  void readEntries(String name, ValueSyntax<ValueSyntax<?>> syntaxOf) {
    if (value(name).orElseThrow() instanceof MappingNode mapping) {
      String prefix = path + name + ".";
      entries(prefix, mapping, faults)
          .forEach(
              (key, node) -> {
                String keyPath = prefix + Faults.printable(key.getValue());
                scalar(name, keyPath, key, syntaxOf)
                    .ifPresent(syntax -> scalar(name, keyPath, node, syntax));
              });
    }
  }

  /** The mapping under a key; empty if the key is absent or not a mapping. */
  SectionReader readSection(String name, ConfigSection kind) {
    Optional<Node> value = value(name);
    if (value.isPresent() && value.get() instanceof MappingNode mapping) {
      return new SectionReader(kind, path + name + ".", mapping, faults);
    }
    value.ifPresent(node -> fault(name, "is not a mapping"));
    return new SectionReader(kind, path + name + ".", emptyMapping(), faults);
  }

  /** The mappings in the list under a key. */
  List<SectionReader> readSections(String name, ConfigSection kind) {
    List<SectionReader> sections = new ArrayList<>();
    Optional<Node> value = value(name);
    if (value.isPresent() && value.get() instanceof SequenceNode list) {
      if (list.getValue().isEmpty()) {
        fault(name, "has no elements");
      }
      for (Node element : list.getValue()) {
        String key = path + name + "[" + sections.size() + "]";
        if (element instanceof MappingNode mapping) {
          sections.add(new SectionReader(kind, key + ".", mapping, faults));
        } else {
          faults.at(element, key, "is not a mapping; it needs keys such as `interface: eth0`");
          sections.add(new SectionReader(kind, key + ".", emptyMapping(), new Faults("")));
        }
      }
    } else {
      value.ifPresent(node -> fault(name, "is not a list"));
    }
    return sections;
  }

  /**
   * Records a fault in a key's value, or in the section if there is none, and adds what is allowed.
   */
  void fault(String name, String problem) {
    String told = problem + "; allowed: " + key(name).allowed();
    Optional<Node> value = value(name);
    if (value.isPresent()) {
      faults.at(value.get(), path + name, told);
    } else {
      faults.at(place.getStartMark(), path + name, "", told);
    }
  }

  /** Number of faults recorded so far, in all sections. */
  int faultCount() {
    return faults.count();
  }

  private MappingNode emptyMapping() {
    return new MappingNode(
        Tag.MAP,
        true,
        List.of(),
        place.getStartMark(),
        place.getEndMark(),
        DumperOptions.FlowStyle.BLOCK);
  }

  private void admit(ScalarNode key, Node value) {
    String name = key.getValue();
    if (ConfigKeys.find(section, name).isPresent()) {
      values.put(name, value);
    } else if (!ConfigKeys.agentKeys().contains(name)) {
      faults.at(value, path + Faults.printable(name), "is not a known key" + advice(name));
    }
  }

  private String advice(String name) {
    Optional<ConfigKey> elsewhere =
        ConfigKeys.all().stream().filter(key -> key.name().equals(name)).findFirst();
    if (elsewhere.isPresent()) {
      return "; it belongs in " + elsewhere.get().section().title();
    }
    return Spelling.nearest(
            name,
            ConfigKeys.all().stream().filter(key -> key.section() == section).map(ConfigKey::name))
        .map(meant -> "; did you mean " + meant + "?")
        .orElse("; see docs/configuration.md for the keys of " + section.title());
  }

  private Optional<Node> value(String name) {
    key(name);
    return Optional.ofNullable(values.get(name)).filter(node -> !node.getTag().equals(Tag.NULL));
  }

  private ConfigKey key(String name) {
    return ConfigKeys.find(section, name)
        .orElseThrow(() -> new IllegalStateException(name + " is not in the table of keys"));
  }

  private <T> List<T> elements(String name, String keyPath, Node node, ValueSyntax<T> syntax) {
    List<T> elements = new ArrayList<>();
    if (node instanceof SequenceNode list) {
      int at = 0;
      for (Node element : list.getValue()) {
        scalar(name, keyPath + "[" + at++ + "]", element, syntax).ifPresent(elements::add);
      }
    } else {
      faults.at(node, keyPath, "is not a list; allowed: " + key(name).allowed());
    }
    return elements;
  }

  private <T> Optional<T> scalar(
      String name, String keyPath, Node node, ValueSyntax<? extends T> syntax) {
    String problem;
    if (!(node instanceof ScalarNode scalar) || node.getTag().equals(Tag.NULL)) {
      boolean spaced = name.equals("tags") && node instanceof MappingNode;
      problem = spaced ? "is a mapping (write key:value without a space)" : "is not a single value";
    } else if (node.getTag().getValue().startsWith("!")) {
      problem = "has the tag " + Faults.printable(node.getTag().getValue());
    } else {
      try {
        return Optional.of(syntax.read(scalar.getValue()));
      } catch (IllegalArgumentException e) {
        problem = e.getMessage();
      }
    }
    faults.at(node, keyPath, problem + "; allowed: " + key(name).allowed());
    return Optional.empty();
  }

  /** The mapping's entries and those of its merge key, in order; a duplicate key is a fault. */
  private static Map<ScalarNode, Node> entries(String path, MappingNode mapping, Faults faults) {
    Map<String, ScalarNode> keys = new HashMap<>();
    Map<ScalarNode, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        faults.at(tuple.getKeyNode(), path, "is not a key; a key is a single word");
      } else if (!key.getTag().equals(Tag.MERGE)) {
        ScalarNode first = keys.putIfAbsent(key.getValue(), key);
        if (first == null) {
          entries.put(key, tuple.getValueNode());
        } else {
          int line = first.getStartMark().getLine() + 1;
          faults.at(
              tuple.getValueNode(),
              path + Faults.printable(key.getValue()),
              "appears twice; the first is on line " + line);
        }
      }
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(path, tuple.getValueNode(), keys, entries, faults);
      }
    }
    return entries;
  }

  /**
   * Adds the entries that a merge key ({@code <<}) refers to, unless the mapping itself sets them.
   */
  private static void merge(
      String path,
      Node source,
      Map<String, ScalarNode> keys,
      Map<ScalarNode, Node> entries,
      Faults faults) {
    if (!(source instanceof MappingNode mapping)) {
      faults.at(source, path + "<<", "is not a mapping; allowed: an alias of one mapping");
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        // Nested merges could expand without bound, or refer to themselves.
        faults.at(source, path + "<<", "contains a merge; merges cannot be nested");
      } else if (tuple.getKeyNode() instanceof ScalarNode key
          && keys.putIfAbsent(key.getValue(), key) == null) {
        entries.put(key, tuple.getValueNode());
      }
    }
  }
}
