/** A capture from memory through the whole pipeline, at full speed or at a fixed rate. */
package io.rttd.perf.replay;
