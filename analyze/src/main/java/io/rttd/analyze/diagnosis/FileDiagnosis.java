package io.rttd.analyze.diagnosis;

import io.rttd.reporting.diagnosis.DiagnosisRules;
import io.rttd.reporting.diagnosis.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Diagnoses a capture as a whole: everything that affects its result, most severe first.
 *
 * <p>If there are no samples, the reason comes first, unless one of the rules knows the cause. The
 * rules follow in order: what makes figures wrong, what makes them incomplete, and what only limits
 * them.
 */
public final class FileDiagnosis {
  private static final List<Function<FileEvidence, Optional<FileFinding>>> RULES =
      List.of(
          TwoPlaces::find,
          ClockRules::find,
          CompletenessRules::findOneDirection,
          CompletenessRules::findUnseenData,
          CompletenessRules::findLossBefore,
          CompletenessRules::findCutHeaders,
          CompletenessRules::findCopies,
          CompletenessRules::findSuperSegments,
          CompletenessRules::findMidStream);

  /** General diagnoses that are mere effects of a rule's finding. */
  private static final Set<String> EFFECTS_OF_TWO_PLACES =
      Set.of("retransmitted", "ambiguous", "copies");

  private static final Set<String> EFFECTS_OF_CLOCKS =
      Set.of("clocks", "unseen_data", "unacknowledged", "ambiguous");

  private FileDiagnosis() {}

  /** All findings, most severe first. */
  public static List<FileFinding> of(FileEvidence evidence) {
    List<FileFinding> findings = new ArrayList<>();
    for (Function<FileEvidence, Optional<FileFinding>> rule : RULES) {
      rule.apply(evidence).ifPresent(findings::add);
    }
    Optional<FileFinding> general = DiagnosisRules.of(evidence.seen()).map(FileDiagnosis::general);
    if (general.isPresent() && findings.stream().noneMatch(found -> covers(found, general.get()))) {
      findings.add(0, general.get());
    }
    return List.copyOf(findings);
  }

  private static FileFinding general(Finding finding) {
    return FileFinding.of(finding);
  }

  private static boolean covers(FileFinding found, FileFinding general) {
    return found.id().equals(general.id())
        || (found.id().equals(TwoPlaces.ID) && EFFECTS_OF_TWO_PLACES.contains(general.id()))
        || (found.id().startsWith("clock") && EFFECTS_OF_CLOCKS.contains(general.id()));
  }
}
