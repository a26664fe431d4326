/**
 * Compares rttd's measurements with the kernel's own for the same connections: {@link
 * io.rttd.audit.Audit} measures both, {@link io.rttd.audit.ConnectionAudit} compares.
 */
package io.rttd.audit;
