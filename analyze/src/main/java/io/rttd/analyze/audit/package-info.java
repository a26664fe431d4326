/**
 * Compares rttd's measurements with the kernel's own for the same connections: {@link
 * io.rttd.analyze.audit.Audit} measures both, {@link io.rttd.analyze.audit.ConnectionAudit}
 * compares.
 */
package io.rttd.analyze.audit;
