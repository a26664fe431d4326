/** {@code rttd demo}: traffic of its own, measured live, reported to a listener of its own. */
package io.rttd.daemon.demo;
