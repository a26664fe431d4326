package io.rttd.config;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A go-metro file converted to rttd's configuration: the same values under current names, with
 * go-metro's implicit defaults made explicit. Comments are kept.
 *
 * @param yaml the new file's text
 * @param changes the differences, one sentence each
 */
public record GoMetroMigration(String yaml, List<String> changes) {
  private static final String GO_METROS_INTERVAL = "30";
  private static final int GO_METROS_SERIES = 3;
  private static final String HEADER = "# Written from ";

  /** Keys that go-metro has. */
  private static final Set<String> GO_METROS_KEYS =
      Set.of(
          "snaplen",
          "idle_ttl",
          "exp_ttl",
          "expired_ttl",
          "statsd_ip",
          "statsd_port",
          "log_to_file",
          "log_file",
          "log_level",
          "interface",
          "pcap",
          "ips",
          "hosts",
          "tags",
          "sample",
          "sample_duration",
          "sample_interval",
          "filter");

  /** Copies the list. */
  public GoMetroMigration {
    changes = List.copyOf(changes);
  }

  /**
   * Why a file is already an rttd configuration: this class wrote it, or it has keys unknown to
   * go-metro and none specific to go-metro. A go-metro file to which a key of rttd was added still
   * needs migration, because go-metro's implicit defaults differ. Stateless; thread-safe.
   *
   * @return the reason, as the end of a sentence about the file; empty when it is to be migrated
   * @throws ConfigException with all faults, if rttd would not accept the file
   */
  public static Optional<String> whyRttdsOwn(Path file, ConfigReader reader)
      throws ConfigException {
    String text = reader.text(file);
    reader.parse(file.toString(), text);
    if (text.startsWith(HEADER)) {
      return Optional.of("was written by rttd migrate");
    }
    MappingNode top = (MappingNode) new Yaml(new LoaderOptions()).compose(new StringReader(text));
    List<MappingNode> sections = new ArrayList<>();
    find(top, "init_config")
        .map(NodeTuple::getValueNode)
        .filter(MappingNode.class::isInstance)
        .ifPresent(init -> sections.add((MappingNode) init));
    instances(top).forEach(instance -> sections.add((MappingNode) instance));
    if (isNamedAfterGoMetro(file)
        || find(top, "config").isPresent()
        || sections.stream().anyMatch(GoMetroMigration::showsGoMetro)) {
      return Optional.empty();
    }
    return sections.stream()
        .flatMap(section -> section.getValue().stream())
        .map(GoMetroMigration::name)
        .filter(name -> !GO_METROS_KEYS.contains(name))
        .findFirst()
        .map(
            name ->
                "has " + name + ", which go-metro does not know, and no key specific to go-metro");
  }

  private static boolean isNamedAfterGoMetro(Path file) {
    return String.valueOf(file.getFileName()).contains("go-metro");
  }

  /**
   * Whether the file has anything that rttd's own files lack, or that has another meaning there.
   */
  private static boolean showsGoMetro(MappingNode section) {
    return find(section, "expired_ttl").isPresent()
        || (find(section, "log_file").isPresent() && find(section, "log_to_file").isEmpty())
        || section.getValue().stream()
            .anyMatch(entry -> ConfigKeys.agentKeys().contains(name(entry)));
  }

  /**
   * Rewrites a file. Stateless; thread-safe.
   *
   * @throws ConfigException with all faults, if rttd would not accept the file
   */
  public static GoMetroMigration of(Path file, ConfigReader reader) throws ConfigException {
    String text = reader.text(file);
    reader.parse(file.toString(), text);
    LoaderOptions loading = new LoaderOptions();
    loading.setProcessComments(true);
    Node root = new Yaml(loading).compose(new StringReader(text));
    List<String> changes = new ArrayList<>();
    MappingNode top = (MappingNode) root;
    rename(top, "config", "instances", changes);
    MappingNode init = initConfig(top);
    rename(init, "expired_ttl", "exp_ttl", changes);
    dropAgentKeys(init, "init_config", changes);
    for (Node instance : instances(top)) {
      dropAgentKeys((MappingNode) instance, "an instance", changes);
    }
    if (find(init, "report_interval").isEmpty()) {
      init.getValue().add(entry("report_interval", GO_METROS_INTERVAL));
      changes.add("added report_interval: 30, go-metro's interval; rttd's default is 10");
    }
    if (find(init, "log_file").isPresent() && find(init, "log_to_file").isEmpty()) {
      init.getValue().add(entry("log_to_file", "true"));
      changes.add("added log_to_file: true, since go-metro always logged to its file");
    }
    String yaml = HEADER + file + " by rttd migrate.\n" + dumped(root);
    changes.add(series(reader.parse(file + ", migrated", yaml).reporting()));
    return new GoMetroMigration(yaml, changes);
  }

  /** States how many series are sent, and how to send no more than before. */
  private static String series(ReportingConfig reporting) {
    long distributions = MetricNames.distributionsPerPair(reporting);
    return "DogStatsD gets "
        + MetricNames.seriesPerPair(reporting)
        + " series for each pair"
        + (distributions == 0
            ? ""
            : ", "
                + distributions
                + " of them "
                + (distributions == 1 ? "a distribution" : "distributions"))
        + "; go-metro sent "
        + GO_METROS_SERIES
        + ". To send only those, add to init_config: metrics: [go-metro]";
  }

  private static MappingNode initConfig(MappingNode top) {
    Optional<NodeTuple> given = find(top, "init_config");
    if (given.isPresent() && given.get().getValueNode() instanceof MappingNode mapping) {
      return mapping;
    }
    MappingNode made = new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
    given.ifPresent(empty -> top.getValue().remove(empty));
    top.getValue().add(0, new NodeTuple(scalar("init_config"), made));
    return made;
  }

  private static List<Node> instances(MappingNode top) {
    return find(top, "instances")
        .map(NodeTuple::getValueNode)
        .filter(SequenceNode.class::isInstance)
        .map(node -> ((SequenceNode) node).getValue())
        .orElse(List.of());
  }

  private static void rename(MappingNode in, String from, String to, List<String> changes) {
    List<NodeTuple> entries = in.getValue();
    for (int i = 0; i < entries.size(); i++) {
      if (isNamed(entries.get(i), from)) {
        if (find(in, to).isPresent()) {
          entries.remove(i); // Both are present with the same value, as the reader has checked.
          changes.add("removed " + from + ": " + to + " has the same meaning");
          return;
        }
        ScalarNode key = scalar(to);
        key.setBlockComments(entries.get(i).getKeyNode().getBlockComments());
        entries.set(i, new NodeTuple(key, entries.get(i).getValueNode()));
        changes.add("renamed " + from + " to " + to);
      }
    }
  }

  private static void dropAgentKeys(MappingNode in, String where, List<String> changes) {
    for (Iterator<NodeTuple> entries = in.getValue().iterator(); entries.hasNext(); ) {
      String name = name(entries.next());
      if (ConfigKeys.agentKeys().contains(name)) {
        entries.remove();
        changes.add("removed " + name + " of " + where + ": it is for the Datadog Agent");
      }
    }
  }

  private static Optional<NodeTuple> find(MappingNode in, String name) {
    return in.getValue().stream().filter(entry -> isNamed(entry, name)).findFirst();
  }

  private static boolean isNamed(NodeTuple entry, String name) {
    return name(entry).equals(name);
  }

  private static String name(NodeTuple entry) {
    return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
  }

  private static NodeTuple entry(String key, String value) {
    return new NodeTuple(scalar(key), scalar(value));
  }

  private static ScalarNode scalar(String text) {
    Tag tag = text.equals("true") ? Tag.BOOL : text.equals(GO_METROS_INTERVAL) ? Tag.INT : Tag.STR;
    return new ScalarNode(tag, text, null, null, ScalarStyle.PLAIN);
  }

  private static String dumped(Node root) {
    DumperOptions style = new DumperOptions();
    style.setDefaultFlowStyle(FlowStyle.BLOCK);
    style.setProcessComments(true);
    style.setIndent(2);
    style.setWidth(100);
    StringWriter text = new StringWriter();
    new Yaml(style).serialize(root, text);
    return text.toString();
  }
}
