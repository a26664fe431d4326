package io.rttd.config;

import io.rttd.config.RttdConfig.StatusConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Creates a {@link RttdConfig} from a YAML file and the environment, or lists every error in them.
 * No name is resolved and no interface opened, so a file can be checked on another host.
 *
 * <p>Whitelists ({@code ips}, {@code hosts}) with nothing but addresses of this host are rejected,
 * as in go-metro, because nothing could be measured; except on the loopback interface {@code lo},
 * where they are what one wants.
 *
 * <p>Stateless: any thread may use it.
 */
public final class ConfigReader {
  private static final int MOST_INSTANCES = 64;

  private final Map<String, String> environment;
  private final int processors;
  private final Predicate<InetAddress> local;
  private final Function<String, Optional<String>> filterFaults;

  /**
   * Creates a reader that determines this host's addresses from its interfaces.
   *
   * @param environment environment variables, of which only Datadog's (DD_...) matter
   * @param processors processors of this host, for the defaults that depend on them; at least 1
   */
  public ConfigReader(Map<String, String> environment, int processors) {
    this(environment, processors, ConfigReader::isOfThisHost);
  }

  /**
   * Creates a reader with a custom test for local addresses.
   *
   * @param environment environment variables, of which only Datadog's (DD_...) matter
   * @param processors processors of this host, for the defaults that depend on them; at least 1
   * @param local whether an address is one of this host's own
   */
  public ConfigReader(
      Map<String, String> environment, int processors, Predicate<InetAddress> local) {
    this(environment, processors, local, expression -> Optional.empty());
  }

  private ConfigReader(
      Map<String, String> environment,
      int processors,
      Predicate<InetAddress> local,
      Function<String, Optional<String>> filterFaults) {
    this.environment = Map.copyOf(environment);
    this.processors = processors;
    this.local = local;
    this.filterFaults = filterFaults;
  }

  /**
   * Creates a reader that also checks filter expressions.
   *
   * @param faults returns the error in an expression, if any
   */
  public ConfigReader checkingFilters(Function<String, Optional<String>> faults) {
    return new ConfigReader(environment, processors, local, faults);
  }

  /** Creates a reader for this process's environment and processors. */
  public static ConfigReader system() {
    return new ConfigReader(System.getenv(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with all faults, one of which may be that the file cannot be read
   */
  public RttdConfig read(Path file) throws ConfigException {
    return read(file, Overrides.none());
  }

  /**
   * Reads a file beside a command line.
   *
   * @throws ConfigException with all faults, one of which may be that the file cannot be read
   */
  public RttdConfig read(Path file, Overrides overrides) throws ConfigException {
    return parse(file.toString(), Optional.of(file), text(file), overrides);
  }

  /**
   * Reads the status socket of a configuration, ignoring all other errors in the file.
   *
   * @return empty if the file cannot be read or its {@code status_socket} is invalid
   */
  public Optional<StatusConfig> statusOf(Path file) {
    Faults faults = new Faults(file.toString());
    Optional<MappingNode> root =
        load(file, faults).flatMap(yaml -> YamlDocument.compose(yaml, faults));
    if (root.isEmpty()) {
      return Optional.empty();
    }
    SectionReader init =
        new SectionReader(ConfigSection.TOP_LEVEL, "", root.get(), faults)
            .readSection("init_config", ConfigSection.INIT_CONFIG);
    int before = faults.count();
    Optional<Path> socket =
        init.read("status_socket", InitSection::socketOrOff, Optional.of(StatusConfig.DEFAULT));
    return faults.count() == before ? Optional.of(new StatusConfig(socket)) : Optional.empty();
  }

  /** Reads a file's text; a failure is recorded as a fault. */
  String text(Path file) throws ConfigException {
    Faults faults = new Faults(file.toString());
    Optional<String> yaml = load(file, faults);
    faults.throwIfAny();
    return yaml.orElse("");
  }

  /**
   * Reads text as if it were a file.
   *
   * @param fileName what faults call it
   * @throws ConfigException with all faults
   */
  public RttdConfig parse(String fileName, String yaml) throws ConfigException {
    return parse(fileName, yaml, Overrides.none());
  }

  /**
   * Reads text as if it were a file, beside a command line.
   *
   * @param fileName what faults call it
   * @throws ConfigException with all faults
   */
  public RttdConfig parse(String fileName, String yaml, Overrides overrides)
      throws ConfigException {
    return parse(fileName, Optional.empty(), yaml, overrides);
  }

  private RttdConfig parse(String fileName, Optional<Path> self, String yaml, Overrides overrides)
      throws ConfigException {
    Faults faults = new Faults(fileName);
    Optional<MappingNode> root = YamlDocument.compose(yaml, faults);
    if (root.isEmpty()) {
      faults.throwIfAny();
    }
    SectionReader file = new SectionReader(ConfigSection.TOP_LEVEL, "", root.orElseThrow(), faults);
    List<InstanceConfig> instances = new ArrayList<>();
    for (SectionReader section : instanceSections(file)) {
      InstanceConfig instance =
          new InstanceSection(section, local, filterFaults).read(overrides.bpfFilter());
      refuseTwins(section, instance, instances);
      instances.add(instance);
    }
    RttdConfig config = assemble(file, self, instances, overrides, faults);
    faults.throwIfAny();
    return config;
  }

  /** Two captures that report under the same names would be added up, or hide each other. */
  private static void refuseTwins(
      SectionReader section, InstanceConfig instance, List<InstanceConfig> before) {
    for (int i = 0; i < before.size(); i++) {
      InstanceConfig other = before.get(i);
      if (!sourceOf(instance).isEmpty()
          && sourceOf(instance).equals(sourceOf(other))
          && instance.mayReportPairsOf(other)) {
        section.fault(
            "tags",
            "do not distinguish this capture of "
                + sourceOf(instance)
                + " from instances["
                + i
                + "], so their metrics would be mixed up; give each its own tags, or merge them into"
                + " one instance");
        return;
      }
    }
  }

  /** The value of its tag {@code iface}. */
  private static String sourceOf(InstanceConfig instance) {
    return instance
        .captureFile()
        .map(file -> String.valueOf(file.getFileName()))
        .or(instance::interfaceName)
        .orElse("");
  }

  /**
   * The documented defaults and the environment, for commands that need no file.
   *
   * @param instances what to capture; the engine's memory is shared among them
   * @throws ConfigException with all faults of the environment
   */
  public RttdConfig defaults(List<InstanceConfig> instances) throws ConfigException {
    Faults faults = new Faults("defaults");
    MappingNode nothing = YamlDocument.compose("{}", faults).orElseThrow();
    SectionReader file = new SectionReader(ConfigSection.TOP_LEVEL, "", nothing, faults);
    RttdConfig config = assemble(file, Optional.empty(), instances, Overrides.none(), faults);
    faults.throwIfAny();
    return config;
  }

  private RttdConfig assemble(
      SectionReader file,
      Optional<Path> self,
      List<InstanceConfig> instances,
      Overrides overrides,
      Faults faults) {
    InitSection init =
        new InitSection(
            file.readSection("init_config", ConfigSection.INIT_CONFIG),
            new DatadogEnvironment(environment, faults),
            new OtelEnvironment(environment, faults));
    RttdConfig config =
        new RttdConfig(
            init.snaplen(),
            init.captureThreads(),
            init.engine(processors, Math.max(1, instances.size())),
            init.reporting(),
            init.files(),
            init.logging(overrides),
            init.status(),
            init.services(),
            init.namesFile(),
            instances);
    init.checkPaths(self, config);
    return config;
  }

  /** The captures under {@code instances}, or under {@code config}, the name in go-metro's code. */
  private static List<SectionReader> instanceSections(SectionReader file) {
    String name = file.has("config") && !file.has("instances") ? "config" : "instances";
    if (file.has("config") && file.has("instances")) {
      file.fault("config", "conflicts with instances");
    }
    List<SectionReader> sections = file.readSections(name, ConfigSection.INSTANCE);
    if (!file.has(name)) {
      file.fault(name, "is missing");
    } else if (sections.size() > MOST_INSTANCES) {
      file.fault(name, "has " + sections.size() + " elements");
      return sections.subList(0, MOST_INSTANCES);
    }
    return sections;
  }

  private static Optional<String> load(Path file, Faults faults) {
    return TextFile.load(file, YamlDocument.LONGEST_TEXT, YamlDocument.tooLong(), faults);
  }

  private static boolean isOfThisHost(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
