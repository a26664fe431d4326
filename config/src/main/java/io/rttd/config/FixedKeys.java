package io.rttd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds changed keys that need a restart. */
public final class FixedKeys {
  private final List<String> changed = new ArrayList<>();

  private FixedKeys() {}

  /** Keys of {@code init_config} that differ and cannot be applied to a running daemon. */
  public static List<String> changed(RttdConfig before, RttdConfig after) {
    FixedKeys keys = new FixedKeys();
    EngineConfig b = before.engine();
    EngineConfig a = after.engine();
    int instancesBefore = before.instances().size();
    int instancesAfter = after.instances().size();
    keys.compare("snaplen", before.snaplen(), after.snaplen());
    keys.compare("capture_threads", before.captureThreads(), after.captureThreads());
    keys.compare("idle_ttl", b.idleTtl(), a.idleTtl());
    keys.compare("exp_ttl", b.finishedTtl(), a.finishedTtl());
    keys.compare("max_rtt", b.maxRtt(), a.maxRtt());
    keys.compare("connect_timeout", b.connectTimeout(), a.connectTimeout());
    // Shares are rounded down, so their sum may be off by as much as their number.
    keys.compareSums(
        "memory_limit",
        b.memoryLimitBytes() * instancesBefore,
        a.memoryLimitBytes() * instancesAfter,
        instancesBefore + instancesAfter);
    keys.compareSums(
        "max_flows",
        (long) b.maxFlows() * instancesBefore,
        (long) a.maxFlows() * instancesAfter,
        instancesBefore + instancesAfter);
    keys.compareSums(
        "max_peers",
        (long) b.maxPeers() * instancesBefore,
        (long) a.maxPeers() * instancesAfter,
        instancesBefore + instancesAfter);
    if (instancesBefore == instancesAfter) {
      keys.compare("shards", b.shards(), a.shards());
    }
    keys.compare(
        "prometheus_buckets",
        before.reporting().prometheusBuckets(),
        after.reporting().prometheusBuckets());
    keys.compare("ring_size", b.ringSize(), a.ringSize());
    keys.compare("wait_strategy", b.waitStrategy(), a.waitStrategy());
    return keys.changed;
  }

  /** Keys of a running instance that differ and cannot be applied to it. */
  public static List<String> changed(InstanceConfig before, InstanceConfig after) {
    FixedKeys keys = new FixedKeys();
    keys.compare("mode", before.mode(), after.mode());
    keys.compare("local_networks", before.localNetworks(), after.localNetworks());
    if (before.mode() == after.mode()) { // Otherwise the changed mode changed their defaults.
      keys.compare("promiscuous", before.promiscuous(), after.promiscuous());
      keys.compare("tunnels", before.tunnels(), after.tunnels());
    }
    keys.compare("sample", before.sampling(), after.sampling());
    if (before.interfaceName().isPresent()) {
      return keys.changed;
    }
    keys.compare("ips", before.networks(), after.networks());
    keys.compare("hosts", before.hosts(), after.hosts());
    keys.compare("exclude_ips", before.excludedNetworks(), after.excludedNetworks());
    keys.compare("ports", before.ports(), after.ports());
    keys.compare("filter", before.filter(), after.filter());
    return keys.changed;
  }

  private void compare(String key, Object before, Object after) {
    if (!Objects.equals(before, after)) {
      changed.add(key);
    }
  }

  private void compareSums(String key, long before, long after, int tolerance) {
    if (Math.abs(before - after) >= tolerance) {
      changed.add(key);
    }
  }
}
