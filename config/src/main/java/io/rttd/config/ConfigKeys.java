package io.rttd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table of all keys. Only these keys can be read. {@code docs/configuration.md} repeats the
 * table; a test compares the two.
 */
public final class ConfigKeys {
  // A row: name | type | default | allowed | meaning.
  private static final String TOP_LEVEL =
      """
      init_config | mapping | {} | a mapping | Settings of the whole process.
      instances | list | required | a list of 1 to 64 mappings | The captures, one per element.
      config | list | none | a list of 1 to 64 mappings, if `instances` is absent | go-metro's name for `instances`.
      """;

  private static final String INIT_CONFIG =
      """
      snaplen | number | 512 | 104 to 262144 | Bytes captured of each packet.
      idle_ttl | seconds | 300 | 0 to 604800 whole seconds (0: never) | Idle time after which a flow expires.
      exp_ttl | seconds | 60 | 0 to 604800 whole seconds (0: never) | Idle time after which a finished flow (FIN in both directions, or RST) expires.
      expired_ttl | seconds | none | as exp_ttl; only one of the two, or both with the same value | Alias of `exp_ttl`: go-metro documents `exp_ttl` but reads `expired_ttl`.
      statsd_ip | host | 127.0.0.1 | an IPv4 or IPv6 address or a host name | Host on which DogStatsD listens.
      statsd_port | number | 8125 | 1 to 65535 | DogStatsD's UDP port.
      dogstatsd_url | URL | none | udp://HOST, udp://HOST:PORT, unix:///PATH (datagrams) or unixstream:///PATH, instead of statsd_ip and statsd_port; or off | Where DogStatsD listens, as a single value; `off` disables DogStatsD, for hosts that use Prometheus only.
      log_to_file | flag | false | true or false | Log to `log_file` instead of standard error; the default is `true` with go-metro's command line.
      log_file | path | /var/log/rttd/rttd.log | a path | The log file.
      log_max_size | size | 10MB | 64KB to 1TB, or 0 (never); bytes, or with KB, MB, GB, TB (1KB is 1024 bytes) | Size at which `log_file` is rotated to `log_file.1`.
      log_max_files | number | 5 | 1 to 100 | Number of log files to keep, including the current one.
      log_level | choice | info | trace, debug, info, warn (or warning), error (or err), critical (or crit) | The lowest level that is logged.
      status_socket | path | /run/rttd/rttd.sock | a path of at most 100 bytes, or off | The UNIX socket on which `rttd status` and `rttd top` query the running daemon.
      report_interval | seconds | 10 | 1 to 3600 whole seconds | Time between reports (go-metro: 30).
      percentiles | list | [50, 75, 90, 95, 99] | a list of at most 20 distinct numbers above 0 and up to 100, with at most 3 decimals | The percentiles to report.
      distributions | flag | true | true or false | Send DogStatsD distributions in addition to the gauges.
      metrics | list | [] | a list of names from docs/metrics.md; a trailing * matches any rest; or of groups: go-metro, rtt, path, connections, response, self | The only metrics sent to DogStatsD, to limit custom-metric costs; empty: all but the percentiles of responses.
      connect_timeout | seconds | 30 | 1 to 300 seconds, fractions allowed | Time after which a connection attempt without an answer counts as failed.
      max_rtt | seconds | 60 | 0.001 to 60 seconds, fractions allowed | Longer round-trip times are not samples.
      memory_limit | size | 256MB | 16MB to 1TB, and at least 16MB for each instance; bytes, or with KB, MB, GB, TB (1KB is 1024 bytes) | Budget for the flows, segments and histograms of all instances, shared evenly. In addition, each instance's packet ring takes an eighth of its share, at most 1GB. Prometheus's totals take up to a quarter more, and OTLP's as much.
      max_flows | number | 0 | 0 (derived from memory_limit) to 100000000 | Hard cap on flows in all instances together, shared evenly.
      max_peers | number | 0 | 0 (derived from memory_limit) to 10000000 | Hard cap on (src, dst) pairs in all instances together, shared evenly.
      capture_threads | number | 1 | 1 to 32 | Threads that capture each interface; packets are distributed by flow, and each thread has its own shards.
      shards | number | 0 on 1 or 2 processors, else 1 per 2 processors, shared by the instances | 0 to 64 (0: no ring, everything runs on the capture thread) | Matching threads per instance, divided among its capture threads, at least one each.
      ring_size | number | 65536 | a power of two from 1024 to 4194304 | Slots in each shard's ring.
      wait_strategy | choice | blocking | blocking, sleeping, yielding, busy_spin | How a shard waits for segments, from least CPU to lowest latency.
      tags | list | [] | a list of key:value strings, up to 200 characters, without commas, vertical bars or control characters | Tags on every metric.
      services | mapping | {} | auto, or a mapping of at most 1000 ports or ranges (5432, 8080-8089), each port once, to names of up to 50 letters, digits, _, ., @ and -; `auto: true` may be among them | [Names of services](#services), by server port: pairs are then reported per service, with the tag `service_port:NAME`.
      names_file | path | none | a path that no other key names | [Names of addresses](#names-of-addresses): lines of `CIDR name`, read again when the file changes.
      hlog_file | path | none | a path that no other key names | Append an HdrHistogram interval log to this file: one line per pair and interval.
      jsonl_file | path | none | a path that no other key names | Append JSON Lines to this file: one line per pair and interval, and one per capture and interval.
      prometheus_listen | address | off | off, ADDRESS:PORT, or :PORT for 127.0.0.1 | Where Prometheus scrapes [its metrics](metrics.md#prometheus).
      prometheus_buckets | list | [0.00001, 0.000015, 0.00002, 0.00003, 0.00004, 0.00006, 0.00008, 0.0001, 0.00015, 0.00025, 0.00035, 0.0005, 0.0007, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] | a list of 1 to 64 distinct numbers from 0.000001 to 3600 | Upper bounds of the classic histograms' buckets, in seconds; below 1 ms, the default has about two per octave.
      otlp_endpoint | URL | off | off, or http://HOST:PORT or https://HOST:PORT, maybe with a path; the default is that of OTEL_EXPORTER_OTLP_ENDPOINT, if set | Where to send [OTLP metrics](metrics.md#otlp) over HTTP; `/v1/metrics` is appended.
      otlp_headers | mapping | {} | a mapping of HTTP header names to values, except headers that HTTP itself needs | Headers of OTLP requests, such as credentials, in addition to those of OTEL_EXPORTER_OTLP_HEADERS. Errors do not print their values.
      """;

  private static final String INSTANCE =
      """
      interface | name | required, unless `pcap` is set | an interface's name, a pattern with * or ?, auto, any, or file (with pcap) | [What to capture on](#interfaces).
      pcap | path | none | a path; then interface is absent or file | A capture file to read instead of an interface.
      ips | list | [] | a list of IPv4 or IPv6 addresses or CIDR blocks, not all of them local | Peers of interest.
      hosts | list | [] | a list of host names or addresses, not all of them local | Peers of interest by name. Without `ips` and `hosts`, rttd measures every TCP peer.
      exclude_ips | list | [] | a list of IPv4 or IPv6 addresses or CIDR blocks | Peers to exclude.
      ports | list | [] | a list of distinct numbers from 1 to 65535 | Measure only flows with one of these server ports; empty: all.
      filter | text | none | a BPF expression (see pcap-filter), up to 4096 characters | A filter that packets must match in addition to the other keys.
      tags | list | [] | a list of key:value strings, up to 200 characters, without commas, vertical bars or control characters | Tags on this instance's metrics, in addition to `iface:NAME`.
      mode | choice | host | host, tap | `host` times what this host sends; `tap` times both directions (router, SPAN port).
      local_networks | list | [] | a list of IPv4 or IPv6 addresses or CIDR blocks | Networks that count as local, in addition to [this host's own addresses](#local-addresses).
      promiscuous | flag | false | true or false; true only with an interface that is not `any` | Receive frames addressed to other stations too, as on a mirror port or a bridge; the default is `true` in tap mode. CAP_NET_RAW is sufficient.
      tunnels | flag | false | true or false | Measure TCP inside tunnels too; the default is `true` in tap mode. `ips`, `hosts`, `exclude_ips` and `ports` then apply to the inner packet, `filter` to the outer one.
      groups | mapping | {} | a mapping of at most 1000 names (not `other`) to lists of CIDR blocks, each block in one group | Peers in a group are reported as `dst:NAME`; the longest matching prefix wins.
      aggregate_ipv4 | number | 32 | 0 to 32 | Report IPv4 peers outside all groups per network of this prefix length.
      aggregate_ipv6 | number | 128 | 0 to 128 | Report IPv6 peers outside all groups per network of this prefix length.
      reverse_lookup | flag | false | true or false | Report peers without a configured name by their reverse DNS name.
      sample | flag | false | true or false; true only on an interface and with both sample_duration and sample_interval | Measure only part of the time: `sample_duration` seconds in every `sample_duration` + `sample_interval`.
      sample_duration | seconds | 0 | 1 to 86400 whole seconds with `sample: true`, else 0 | How long to measure in each cycle, starting at startup. No effect with `sample: false`.
      sample_interval | seconds | 0 | 1 to 86400 whole seconds with `sample: true`, else 0 | How long to pause in each cycle. No effect with `sample: false`.
      """;

  /**
   * Keys that the Datadog Agent itself uses in a check's file. rttd ignores them, so that a file
   * that the Agent accepts is not rejected.
   */
  private static final Set<String> AGENT_KEYS =
      Set.of(
          "ad_identifiers",
          "check_tag_cardinality",
          "cluster_check",
          "disable_generic_tags",
          "empty_default_hostname",
          "ignore_autodiscovery_tags",
          "loader",
          "metric_patterns",
          "min_collection_interval",
          "name",
          "no_index",
          "service");

  private static final List<ConfigKey> ALL = table();

  private ConfigKeys() {}

  /** Every key, in the order in which the documentation lists them. */
  public static List<ConfigKey> all() {
    return ALL;
  }

  /** Finds a key by name in a section. */
  public static Optional<ConfigKey> find(ConfigSection section, String name) {
    return ALL.stream()
        .filter(key -> key.section() == section && key.name().equals(name))
        .findFirst();
  }

  /** The Datadog Agent's own keys: accepted in each section and without effect. */
  public static Set<String> agentKeys() {
    return AGENT_KEYS;
  }

  private static List<ConfigKey> table() {
    List<ConfigKey> keys = new ArrayList<>();
    add(keys, ConfigSection.TOP_LEVEL, TOP_LEVEL);
    add(keys, ConfigSection.INIT_CONFIG, INIT_CONFIG);
    add(keys, ConfigSection.INSTANCE, INSTANCE);
    return List.copyOf(keys);
  }

  private static void add(List<ConfigKey> keys, ConfigSection section, String rows) {
    rows.lines()
        .map(row -> row.split(" \\| ", -1))
        .map(cell -> new ConfigKey(section, cell[0], cell[1], cell[2], cell[3], cell[4]))
        .forEach(keys::add);
  }
}
