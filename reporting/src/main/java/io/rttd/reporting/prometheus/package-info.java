/** Totals since the start, for Prometheus to fetch: the only package that knows its client. */
package io.rttd.reporting.prometheus;
