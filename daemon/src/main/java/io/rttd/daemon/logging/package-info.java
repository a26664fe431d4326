/** rttd's own log. */
package io.rttd.daemon.logging;
