/** Cost of many flows: time per segment, memory, and the longest stop. */
package io.rttd.perf.scale;
