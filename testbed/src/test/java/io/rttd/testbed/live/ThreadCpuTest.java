package io.rttd.testbed.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("accountsForThreads")
class ThreadCpuTest {
  private static final long BUSY_NS = TimeUnit.MILLISECONDS.toNanos(40);

  static boolean accountsForThreads() {
    return Files.isReadable(Path.of("/proc/self/schedstat"));
  }

  @Test
  void shouldTellWhichThreadRan() throws InterruptedException {
    ThreadCpu before = ThreadCpu.of(ProcessHandle.current());
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              long endNs = System.nanoTime() + BUSY_NS;
              while (System.nanoTime() - endNs < 0) {
                Thread.onSpinWait();
              }
              busy.countDown();
              awaitQuietly(enough);
            },
            "busy-thread");
    thread.start();
    busy.await();
    ThreadCpu after = ThreadCpu.of(ProcessHandle.current());
    enough.countDown();
    thread.join();
    assertThat(after.since(before).get("busy-thread")).isPositive();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
