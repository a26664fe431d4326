/** Whole processes on capture files: rttd compared with its peers. */
package io.rttd.perf.files;
