package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartialSuccessTest {
  static byte[] rejecting(long points, String message) {
    return ExportMetricsServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportMetricsPartialSuccess.newBuilder()
                .setRejectedDataPoints(points)
                .setErrorMessage(message))
        .build()
        .toByteArray();
  }

  @Test
  void shouldReadWhatAReceiverRejects() {
    assertThat(PartialSuccess.of(rejecting(300, "too old")))
        .isEqualTo(new PartialSuccess(300, "too old"));
    assertThat(PartialSuccess.of(rejecting(0, "slow down")))
        .isEqualTo(new PartialSuccess(0, "slow down"));
    assertThat(PartialSuccess.of(new byte[0])).isEqualTo(PartialSuccess.NONE);
  }

  @Test
  void shouldSkipUnknownFields() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                9,
                UnknownFieldSet.Field.newBuilder()
                    .addVarint(1)
                    .addFixed32(2)
                    .addFixed64(3)
                    .addLengthDelimited(ByteString.copyFromUtf8("x"))
                    .build())
            .build();
    byte[] response =
        ExportMetricsServiceResponse.newBuilder()
            .setUnknownFields(unknown)
            .setPartialSuccess(
                ExportMetricsPartialSuccess.newBuilder()
                    .setUnknownFields(unknown)
                    .setRejectedDataPoints(7))
            .build()
            .toByteArray();

    assertThat(PartialSuccess.of(response).rejectedPoints()).isEqualTo(7);
  }

  @Test
  void shouldSurviveAnyBody() {
    byte[] valid = rejecting(300, "too old");
    for (int length = 0; length < valid.length; length++) {
      assertThat(PartialSuccess.of(Arrays.copyOf(valid, length))).isNotNull();
    }
    Random random = new Random(8);
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      assertThat(PartialSuccess.of(noise).rejectedPoints()).isNotNegative();
    }
  }
}
