package io.rttd.reporting.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A parsed JSON document: an object, a list, a text, a number, a flag or nothing. Immutable. */
public final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonTree NOTHING = new JsonTree(null);

  private final Object value;

  private JsonTree(Object value) {
    this.value = value;
  }

  /**
   * Parses a document.
   *
   * @throws IOException if it is not JSON
   */
  public static JsonTree parse(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      return new JsonTree(read(parser));
    }
  }

  /** An object's field; empty if there is none. */
  public JsonTree get(String field) {
    return value instanceof Map<?, ?> map && map.get(field) instanceof JsonTree tree
        ? tree
        : NOTHING;
  }

  /** An object's fields, in their order. */
  public Map<String, JsonTree> fields() {
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, field) -> fields.put(String.valueOf(name), (JsonTree) field));
    }
    return fields;
  }

  /** A list's elements. */
  public List<JsonTree> elements() {
    return value instanceof List<?> list
        ? list.stream().map(element -> (JsonTree) element).toList()
        : List.of();
  }

  /** A text, or "". */
  public String text() {
    return value == null ? "" : String.valueOf(value);
  }

  /** A whole number, or 0. */
  public long number() {
    return value instanceof Number number ? number.longValue() : 0;
  }

  /** A number, or NaN. */
  public double decimal() {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** Whether it is true. */
  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /** Whether there is a value. */
  public boolean isPresent() {
    return value != null;
  }

  private static Object read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("empty answer");
    }
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, JsonTree> readObject(JsonParser parser) throws IOException {
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, new JsonTree(read(parser)));
    }
    return fields;
  }

  private static List<JsonTree> readArray(JsonParser parser) throws IOException {
    List<JsonTree> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(new JsonTree(read(parser)));
    }
    return elements;
  }
}
