/**
 * Totals since the start, for Prometheus to scrape: the only package that uses its client library.
 */
package io.rttd.reporting.prometheus;
