package io.rttd.analyze;

import io.rttd.analyze.connection.FieldWriter;
import io.rttd.analyze.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Figures as the cells of a line and the names of their columns; a group adds a prefix. */
final class CsvFields implements FieldWriter {
  private final List<String> names = new ArrayList<>();
  private final List<String> cells = new ArrayList<>();
  private String prefix = "";

  List<String> names() {
    return names;
  }

  List<String> cells() {
    return cells;
  }

  @Override
  public void text(String name, String value) {
    names.add(prefix + name);
    cells.add(value == null ? "" : value);
  }

  @Override
  public void count(String name, long value) {
    text(name, Long.toString(value));
  }

  @Override
  public void ratio(String name, double value) {
    text(name, Double.isNaN(value) ? "" : Decimals.text(value, 6));
  }

  @Override
  public void time(String name, double ns) {
    text(name, CsvFormat.ms(ns));
  }

  @Override
  public void group(String name, Consumer<FieldWriter> figures) {
    String outer = prefix;
    prefix = outer + name + "_";
    figures.accept(this);
    prefix = outer;
  }
}
