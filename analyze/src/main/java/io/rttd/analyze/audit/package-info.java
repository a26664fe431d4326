/**
 * rttd's measurements beside the kernel's own of the same connections: {@link
 * io.rttd.analyze.audit.Audit} measures both, {@link io.rttd.analyze.audit.ConnectionAudit}
 * compares.
 */
package io.rttd.analyze.audit;
