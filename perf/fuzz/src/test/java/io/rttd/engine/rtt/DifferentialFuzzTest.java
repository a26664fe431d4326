package io.rttd.engine.rtt;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;

/** Traffic of the fuzzer's choice through the matcher and the slow model: they agree throughout. */
class DifferentialFuzzTest {
  private static final int MOST_SEGMENTS = 400;

  private final ModelComparison comparison = new ModelComparison();

  @FuzzTest
  void agree(FuzzedDataProvider data) {
    int segments = data.consumeInt(1, MOST_SEGMENTS);
    comparison.compare(new ChosenNumbers(data), segments);
  }

  /** What the generator of random traffic takes for chance. */
  @SuppressWarnings("serial") // never is
  private static final class ChosenNumbers extends Random {
    private final transient FuzzedDataProvider data;

    ChosenNumbers(FuzzedDataProvider data) {
      super(0);
      this.data = data;
    }

    @Override
    public int nextInt(int bound) {
      return data.consumeInt(0, bound - 1);
    }

    @Override
    public boolean nextBoolean() {
      return data.consumeBoolean();
    }
  }
}
