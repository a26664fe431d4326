/** Whole processes on capture files: rttd beside its peers. */
package io.rttd.perf.files;
