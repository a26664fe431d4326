/** What many flows cost: time for each segment, memory, and the longest stop. */
package io.rttd.perf.scale;
