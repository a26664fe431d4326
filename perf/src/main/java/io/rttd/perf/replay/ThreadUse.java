package io.rttd.perf.replay;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * Resources used so far by the pipeline's threads.
 *
 * @param captureCpuNs CPU time of the thread that reads and decodes
 * @param shardsCpuNs CPU time of the shards' threads
 * @param allocatedBytes bytes allocated by all these threads
 * @param collections garbage collections of the process
 * @param collectionMs time taken by these collections
 */
record ThreadUse(
    long captureCpuNs, long shardsCpuNs, long allocatedBytes, long collections, long collectionMs) {
  private static final String SHARDS = "rttd-shard-";

  /** Reads the current values; the calling thread is the capture thread. */
  static ThreadUse now() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long shards = 0;
    long own = Thread.currentThread().getId();
    long allocated = threads.getThreadAllocatedBytes(own);
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(SHARDS)) {
        shards += threads.getThreadCpuTime(thread.getThreadId());
        allocated += threads.getThreadAllocatedBytes(thread.getThreadId());
      }
    }
    long collections = 0;
    long collectionMs = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections += collector.getCollectionCount();
      collectionMs += collector.getCollectionTime();
    }
    return new ThreadUse(
        threads.getThreadCpuTime(own), shards, allocated, collections, collectionMs);
  }

  ThreadUse since(ThreadUse before) {
    return new ThreadUse(
        captureCpuNs - before.captureCpuNs,
        shardsCpuNs - before.shardsCpuNs,
        allocatedBytes - before.allocatedBytes,
        collections - before.collections,
        collectionMs - before.collectionMs);
  }
}
