package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.rttd.reporting.PairNames;
import io.rttd.reporting.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of points, named by OpenTelemetry's semantic conventions where those have a name.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/registry/attributes/">the registry of
 *     attributes</a>
 */
final class AttributeNames {
  static final String INTERFACE = "network.interface.name";
  static final String SOURCE = "source.address";
  static final String DESTINATION = "destination.address";
  static final String SERVICE = "service_port";
  static final String REASON = "error.type";
  static final String VERDICT = "verdict";

  /** The value of a tag that has none. */
  private static final String TAGGED = "true";

  private AttributeNames() {}

  /** The attributes of a capture. */
  static Attributes of(List<String> processTags, Report report) {
    AttributesBuilder builder = Attributes.builder();
    addTags(builder, processTags, report.tags());
    return builder.put(INTERFACE, report.iface()).build();
  }

  /** The attributes of a pair. */
  static Attributes of(Attributes capture, PairNames names) {
    AttributesBuilder builder =
        capture.toBuilder().put(SOURCE, names.src()).put(DESTINATION, names.dst());
    if (!names.service().isEmpty()) {
      builder.put(SERVICE, names.service());
    }
    return builder.build();
  }

  /** The attributes of the process. */
  static Attributes of(List<String> processTags) {
    AttributesBuilder builder = Attributes.builder();
    addTags(builder, processTags, List.of());
    return builder.build();
  }

  static Attributes with(Attributes attributes, String name, String value) {
    return attributes.toBuilder().put(name, value).build();
  }

  /** An attribute has one value: those of a key that occurs more than once are joined. */
  private static void addTags(AttributesBuilder builder, List<String> tags, List<String> more) {
    Map<String, String> values = new LinkedHashMap<>();
    for (List<String> each : List.of(tags, more)) {
      for (String tag : each) {
        int colon = tag.indexOf(':');
        String value = colon < 1 ? TAGGED : tag.substring(colon + 1);
        values.merge(
            colon < 1 ? tag : tag.substring(0, colon),
            value,
            (first, second) -> first.equals(second) ? first : first + "," + second);
      }
    }
    values.forEach(builder::put);
  }
}
