package io.rttd.analyze;

import io.rttd.analyze.connection.FieldWriter;
import io.rttd.analyze.connection.TimeDistribution;
import io.rttd.reporting.json.JsonWriter;
import java.util.function.Consumer;

/** Figures as fields of a JSON object; groups are objects within it. */
record JsonFields(JsonWriter json) implements FieldWriter {
  private static final double NS_PER_MS = 1e6;

  @Override
  public void text(String name, String value) {
    json.field(name, value);
  }

  @Override
  public void count(String name, long value) {
    json.field(name, value);
  }

  @Override
  public void ratio(String name, double value) {
    json.field(name, value);
  }

  @Override
  public void time(String name, double ns) {
    json.field(name, ns / NS_PER_MS);
  }

  @Override
  public void group(String name, Consumer<FieldWriter> figures) {
    json.object(name);
    figures.accept(this);
    json.end();
  }

  /** Writes the times in ns and their counts, alternately. */
  @Override
  public void buckets(String name, TimeDistribution times) {
    json.array(name + "_ns");
    times.forEach((ns, count) -> json.value(ns).value(count));
    json.end();
  }
}
