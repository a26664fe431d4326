package io.rttd.reporting.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  private final StringWriter out = new StringWriter();

  @Test
  void shouldWriteADocumentInOneLine() {
    try (JsonWriter json = JsonWriter.compact(out)) {
      json.object().field("src", "192.0.2.1").field("count", 3L).field("whole", true);
      json.array("rtts").value(1.5).value(2L).value("x").end().object("empty").end().end();
    }

    assertThat(out)
        .hasToString(
            "{\"src\":\"192.0.2.1\",\"count\":3,\"whole\":true,"
                + "\"rtts\":[1.5,2,\"x\"],\"empty\":{}}");
  }

  @Test
  void shouldWriteSmallNumbersWithoutAnExponent() {
    try (JsonWriter json = JsonWriter.compact(out)) {
      json.object().field("least", 0.0001).field("none", 0.0).end();
    }

    assertThat(out).asString().contains("0.00010", ":0.0}");
  }

  @Test
  void shouldIndentForPeople() {
    try (JsonWriter json = JsonWriter.indented(out)) {
      json.object().array("pairs").object().field("src", "a").end().end().end();
    }

    assertThat(out.toString().lines())
        .containsExactly(
            "{", "  \"pairs\" : [", "    {", "      \"src\" : \"a\"", "    }", "  ]", "}");
  }

  @Test
  void shouldWriteNullWhereJsonHasNoNumber() {
    try (JsonWriter json = JsonWriter.compact(out)) {
      json.array().value(Double.NaN).value(Double.POSITIVE_INFINITY);
      json.object().field("jitter", Double.NaN).end().end();
    }

    assertThat(out).hasToString("[null,null,{\"jitter\":null}]");
  }

  @Test
  void shouldLetNoTextEndTheScriptElementThatItStandsIn() throws IOException {
    String hostile = "</script><!--&\"\\\n\u0000\u2028 \ud83d\ude00.pcap";
    try (JsonWriter json = JsonWriter.compact(out)) {
      json.object().field(hostile, hostile).end();
    }

    assertThat(out.toString()).doesNotContain("<").doesNotContain("&").doesNotContain("\n");
    try (JsonParser parser = new JsonFactory().createParser(out.toString())) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      assertThat(parser.nextFieldName()).isEqualTo(hostile);
      assertThat(parser.nextTextValue()).isEqualTo(hostile);
    }
  }

  @Test
  void shouldReportThatTheUnderlyingWriterIsBroken() {
    JsonWriter json =
        JsonWriter.compact(
            new Writer() {
              @Override
              public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });
    json.array().value("x").end();

    assertThatThrownBy(json::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("No space left");
  }
}
