package io.rttd.reporting.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;

/**
 * Writes one JSON document (RFC 8259), one call per token:
 *
 * <pre>{@code
 * json.object().field("src", "192.0.2.1").array("rtts").value(1.5).value(Double.NaN).end().end();
 * // {"src":"192.0.2.1","rtts":[1.5,null]}
 * }</pre>
 *
 * <p>Whatever the texts contain, the document can be embedded in a {@code script} element of an
 * HTML page: {@code <}, {@code >} and {@code &} are escaped. A number that JSON cannot express
 * (NaN, an infinity) becomes {@code null}. Single-threaded. If the underlying writer fails, every
 * call throws {@link UncheckedIOException}.
 */
public final class JsonWriter implements Closeable {
  /** Below this, Java writes 1.0E-4: correct, but hard to read. */
  private static final double LEAST_WITHOUT_EXPONENT = 1e-3;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .characterEscapes(new PageEscapes())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private final JsonGenerator generator;

  private JsonWriter(JsonGenerator generator) {
    this.generator = generator;
  }

  /** Creates a document on one line, without a line end: for JSON Lines, and for machines. */
  public static JsonWriter compact(Writer out) {
    return new JsonWriter(generatorOf(out));
  }

  /** Creates an indented document, one field per line. */
  public static JsonWriter indented(Writer out) {
    JsonGenerator generator = generatorOf(out);
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(lines);
    printer.indentArraysWith(lines);
    generator.setPrettyPrinter(printer);
    return new JsonWriter(generator);
  }

  private static JsonGenerator generatorOf(Writer out) {
    try {
      return FACTORY.createGenerator(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins an object: the document itself, or an array's element. */
  public JsonWriter object() {
    return write(generator::writeStartObject);
  }

  /** Begins an object that is a field. */
  public JsonWriter object(String name) {
    return write(() -> generator.writeObjectFieldStart(name));
  }

  /** Begins an array: the document itself, or an array's element. */
  public JsonWriter array() {
    return write(generator::writeStartArray);
  }

  /** Begins an array that is a field. */
  public JsonWriter array(String name) {
    return write(() -> generator.writeArrayFieldStart(name));
  }

  /** Ends the innermost object or array. */
  public JsonWriter end() {
    return write(
        () -> {
          if (generator.getOutputContext().inArray()) {
            generator.writeEndArray();
          } else {
            generator.writeEndObject();
          }
        });
  }

  /** A text, or {@code null}. */
  public JsonWriter field(String name, String value) {
    return write(() -> generator.writeStringField(name, value));
  }

  /** A whole number. */
  public JsonWriter field(String name, long value) {
    return write(() -> generator.writeNumberField(name, value));
  }

  /** A number, or {@code null} when there is none. */
  public JsonWriter field(String name, double value) {
    return write(() -> generator.writeFieldName(name)).value(value);
  }

  /** True or false. */
  public JsonWriter field(String name, boolean value) {
    return write(() -> generator.writeBooleanField(name, value));
  }

  /** An array's element: a text. */
  public JsonWriter value(String value) {
    return write(() -> generator.writeString(value));
  }

  /** An array's element: a whole number. */
  public JsonWriter value(long value) {
    return write(() -> generator.writeNumber(value));
  }

  /** An array's element: a number, or {@code null} when there is none. */
  public JsonWriter value(double value) {
    return write(
        () -> {
          if (value != 0 && Math.abs(value) < LEAST_WITHOUT_EXPONENT) {
            generator.writeNumber(BigDecimal.valueOf(value).toPlainString());
          } else if (Double.isFinite(value)) {
            generator.writeNumber(value);
          } else {
            generator.writeNull();
          }
        });
  }

  /** Ends a line after a document, in files with one document per line. */
  public JsonWriter endOfLine() {
    return write(() -> generator.writeRaw('\n'));
  }

  /** Writes everything to the underlying writer and flushes it; its owner closes it. */
  @Override
  public void close() {
    write(generator::close);
  }

  private JsonWriter write(Token token) {
    try {
      token.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An action that writes. */
  @FunctionalInterface
  private interface Token {
    void write() throws IOException;
  }

  /** JSON's own escapes, and those characters that could end a page's script element. */
  private static final class PageEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['<'] = ESCAPE_STANDARD;
      codes['>'] = ESCAPE_STANDARD;
      codes['&'] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
