/** What reports add up to since the start, and the daemon's state, as the status documents. */
package io.rttd.reporting.status;
