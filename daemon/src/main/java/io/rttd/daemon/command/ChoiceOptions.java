package io.rttd.daemon.command;

import io.rttd.analyze.CaptureTime;
import io.rttd.analyze.FrameChoice;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of {@code rttd analyze} that say which packets it reads. */
final class ChoiceOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--filter",
      paramLabel = "BPF",
      description = "Read only packets that match this pcap-filter expression.")
  private String filter;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = AnalyzeConverters.OfTime.class,
      description =
          "Read only packets at or after this time (2026-11-29T09:30:00Z) or offset from the first"
              + " packet (10s, 1m30s).")
  private CaptureTime from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = AnalyzeConverters.OfTime.class,
      description = "Read only packets before this time or offset.")
  private CaptureTime to;

  @Option(
      names = "--interface",
      paramLabel = "N|NAME",
      description =
          "Read only packets of this interface (pcapng: number or name; SLL2: the kernel's number).")
  private String interfaceName;

  FrameChoice frames() {
    if (from != null && to != null && from.isOffset() == to.isOffset() && from.ns() >= to.ns()) {
      throw new ParameterException(spec.commandLine(), "--from must be before --to");
    }
    return new FrameChoice(
        Optional.ofNullable(filter),
        Optional.ofNullable(from),
        Optional.ofNullable(to),
        Optional.ofNullable(interfaceName));
  }
}
