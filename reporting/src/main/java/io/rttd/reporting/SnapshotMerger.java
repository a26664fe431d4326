package io.rttd.reporting;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairKey;
import io.rttd.model.PeerNaming;
import io.rttd.model.Verdict;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Merges the snapshots of one instance's shards for one interval into a report.
 *
 * <p>Pairs with the same names are merged, regardless of the shard or address of their samples: if
 * a gauge were sent twice with the same tags, only the second value would count. Not thread-safe;
 * the snapshots are only read, but the report refers to them.
 */
public final class SnapshotMerger {
  private static final Comparator<PairMerge> BUSIEST_FIRST =
      Comparator.comparingLong(PairMerge::count).reversed().thenComparing(PairMerge::key);

  /** Up to this many pairs, their histograms take at most a few tens of megabytes. */
  private static final int MOST_KEPT = 2000;

  private final String iface;
  private final List<String> tags;
  private final PeerNaming naming;
  private final NamedPairs<PairNames> named;

  /**
   * Creates a merger for one instance that names all its pairs.
   *
   * @param iface interface, or the capture file's name
   * @param tags the instance's own tags, {@code key:value}
   * @param naming what addresses are called
   */
  public SnapshotMerger(String iface, List<String> tags, PeerNaming naming) {
    this(iface, tags, naming, 0);
  }

  /**
   * Creates a merger for one instance.
   *
   * @param iface interface, or the capture file's name
   * @param tags the instance's own tags, {@code key:value}
   * @param naming what addresses are called
   * @param maxPairs maximum number of named pairs; those with the least traffic are reported
   *     together as {@link PairKey#OTHER}; 0: all
   */
  public SnapshotMerger(String iface, List<String> tags, PeerNaming naming, int maxPairs) {
    this(iface, tags, naming, new NamedPairs<>(maxPairs));
  }

  private SnapshotMerger(
      String iface, List<String> tags, PeerNaming naming, NamedPairs<PairNames> named) {
    this.iface = iface;
    this.tags = List.copyOf(tags);
    this.naming = naming;
    this.named = named;
  }

  /**
   * Creates a merger of the same instance with other tags and names; this one must not be used
   * again.
   */
  SnapshotMerger describedBy(List<String> newTags, PeerNaming newNaming) {
    return new SnapshotMerger(iface, newTags, newNaming, named);
  }

  /**
   * Merges one interval.
   *
   * @param snapshots one of each shard, at least one; they must not be recycled while the report is
   *     in use
   * @param lagNs time between the interval's end and now
   * @param capture the capture's counts in the interval
   */
  public Report merge(List<ShardSnapshot> snapshots, long lagNs, CaptureReading capture) {
    long startNs = Long.MAX_VALUE;
    long endNs = Long.MIN_VALUE;
    ShardGauges gauges = ShardGauges.NONE;
    Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    Map<PairNames, PairMerge> pairs = new HashMap<>();
    for (ShardSnapshot snapshot : snapshots) {
      startNs = Math.min(startNs, snapshot.startNs());
      endNs = Math.max(endNs, snapshot.endNs());
      gauges = gauges.plus(snapshot.gauges());
      addVerdicts(snapshot, verdicts);
      for (PairInterval interval : snapshot.peers()) {
        PairKey key = interval.key();
        PairNames names = new PairNames(naming.src(key), naming.dst(key), key.service().name());
        pairs.computeIfAbsent(names, unused -> new PairMerge()).add(interval);
      }
    }
    foldTheLeastBusy(pairs);
    return new Report(
        iface, tags, startNs, endNs, lagNs, reports(pairs), verdicts, gauges, capture);
  }

  private static void addVerdicts(ShardSnapshot snapshot, Map<Verdict, Long> verdicts) {
    for (Verdict verdict : Verdict.values()) {
      long times = snapshot.verdicts(verdict);
      if (times > 0) {
        verdicts.merge(verdict, times, Long::sum);
      }
    }
  }

  private void foldTheLeastBusy(Map<PairNames, PairMerge> pairs) {
    Map<PairNames, Long> samples = new HashMap<>();
    pairs.forEach((names, pair) -> samples.put(names, pair.count()));
    samples.remove(PairNames.OTHER);
    Set<PairNames> chosen = named.choose(samples);
    if (chosen.containsAll(samples.keySet())) {
      return;
    }
    PairMerge others = pairs.computeIfAbsent(PairNames.OTHER, unused -> new PairMerge());
    pairs
        .entrySet()
        .removeIf(
            pair -> {
              boolean folded =
                  !pair.getKey().equals(PairNames.OTHER) && !chosen.contains(pair.getKey());
              if (folded) {
                others.addOther(pair.getValue());
              }
              return folded;
            });
  }

  /** Reports of few pairs are kept; those of many are created on demand. */
  private static List<PairReport> reports(Map<PairNames, PairMerge> pairs) {
    List<Map.Entry<PairNames, PairMerge>> sorted = new ArrayList<>(pairs.entrySet());
    sorted.sort(Map.Entry.comparingByValue(BUSIEST_FIRST));
    List<PairReport> made = new MadeOnDemand(sorted);
    return sorted.size() <= MOST_KEPT ? List.copyOf(made) : made;
  }

  /** Creates a report on each access, so no report is kept longer than it is used. */
  private static final class MadeOnDemand extends AbstractList<PairReport> {
    private final List<Map.Entry<PairNames, PairMerge>> pairs;

    private MadeOnDemand(List<Map.Entry<PairNames, PairMerge>> pairs) {
      this.pairs = pairs;
    }

    @Override
    public PairReport get(int rank) {
      Map.Entry<PairNames, PairMerge> pair = pairs.get(rank);
      return pair.getValue().toReport(pair.getKey());
    }

    @Override
    public int size() {
      return pairs.size();
    }
  }
}
