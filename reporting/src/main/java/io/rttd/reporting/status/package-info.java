/** Totals of the reports since the start, and the daemon's state, as status documents. */
package io.rttd.reporting.status;
