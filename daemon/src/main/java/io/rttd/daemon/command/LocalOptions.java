package io.rttd.daemon.command;

import io.rttd.capture.LocalNetworks;
import io.rttd.config.Cidr;
import io.rttd.pipeline.TimedDirections;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The option of {@code rttd analyze} that says whose RTT is measured. */
final class LocalOptions {
  private static final String AUTO = "auto";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--local",
      paramLabel = "auto|ADDR|CIDR",
      converter = OfEnds.class,
      description =
          "Local addresses: rttd times only data that they send. Repeatable. Default: auto; rttd"
              + " times both directions, and the table begins with the far leg of the end that is in"
              + " every pair.")
  private List<Ends> local = new ArrayList<>();

  /** A block of addresses, or null for {@code auto}. */
  private record Ends(Cidr network) {}

  /** Whether both directions are timed. */
  boolean isAuto() {
    return local.stream().allMatch(ends -> ends.network() == null);
  }

  TimedDirections timedEnds() {
    if (isAuto()) {
      return TimedDirections.bothEnds();
    }
    if (local.stream().anyMatch(ends -> ends.network() == null)) {
      throw new ParameterException(
          spec.commandLine(), "--local auto cannot be combined with addresses");
    }
    return TimedDirections.host(
        new LocalNetworks(List.of(), local.stream().map(Ends::network).toList()));
  }

  /** An address or a block, as in the configuration, or the word. */
  static final class OfEnds implements ITypeConverter<Ends> {
    @Override
    public Ends convert(String text) {
      try {
        return new Ends(text.equals(AUTO) ? null : Cidr.parse(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' " + e.getMessage());
      }
    }
  }
}
