/** Merges snapshots into reports and passes them to sinks. */
package io.rttd.reporting;
