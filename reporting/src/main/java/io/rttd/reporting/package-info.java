/** What becomes of snapshots: merged into reports, and handed to sinks. */
package io.rttd.reporting;
