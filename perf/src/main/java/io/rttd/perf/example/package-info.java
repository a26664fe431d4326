/** How a performance test uses rttd as a library; docs/library.md quotes it. */
package io.rttd.perf.example;
