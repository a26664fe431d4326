/** Results of a benchmark: a dated page in Markdown, and charts as SVG. */
package io.rttd.perf.report;
