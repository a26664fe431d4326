/**
 * Two captures compared. A connection's samples depend on each other, so the unit of chance is the
 * connection: {@link io.rttd.compare.Bootstrap} draws whole connections, and {@link
 * io.rttd.compare.Comparison} claims a difference only where enough of them support it.
 */
package io.rttd.compare;
